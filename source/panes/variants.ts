import {countedViews} from '../domain/snapshot/counted.ts';
import type {PaneId} from '../domain/snapshot/pane-ids.ts';
import {replicationViews} from './replication/pane.ts';
import {settingsViews} from './settings/table.ts';
import {waitWindows} from './waits/table.ts';

/** Panes that show the same in several ways, the first one first. A key leads from each to the next. */
export const variants = {
	settings: settingsViews,
	statements: countedViews,
	databases: countedViews,
	replication: replicationViews,
	waits: waitWindows,
} as const satisfies Partial<Record<PaneId, readonly string[]>>;

type VariedPane = keyof typeof variants;
export type Variants = Readonly<Partial<Record<PaneId, number>>>;

export function variantOf<Pane extends VariedPane>(
	{variants: chosen}: {readonly variants: Variants},
	pane: Pane,
): (typeof variants)[Pane][number] {
	const all: readonly (typeof variants)[Pane][number][] = variants[pane];
	return all[(chosen[pane] ?? 0) % all.length] as (typeof variants)[Pane][number];
}
