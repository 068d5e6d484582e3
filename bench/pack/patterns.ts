import {type Area, areas} from './documents.ts';
import {accessPatterns} from './patterns-access.ts';
import {auditPatterns} from './patterns-audit.ts';
import {logPatterns} from './patterns-logs.ts';
import {serverPatterns} from './patterns-servers.ts';
import {toolPatterns} from './patterns-tools.ts';
import type {Sizes} from './sizes.ts';

export type Parameters = ReadonlyArray<string | number | boolean>;

/** A query from the documents, or one that they give an index for. */
export type Pattern = {
	readonly area: Area;
	readonly name: string;
	readonly text: string;
	/** The index that is meant for it, used or not. */
	readonly meant?: string;
	/** Several, so that no single value decides: a large, a middle and a small tenant, for example. */
	readonly sets: (sizes: Sizes) => readonly Parameters[];
	/** If the work is inside a function, or in the foreign keys of a deleted row. */
	readonly inside?: 'function' | 'delete';
};

const all: readonly Pattern[] = [
	...serverPatterns,
	...accessPatterns,
	...logPatterns,
	...auditPatterns,
	...toolPatterns,
];

/** All patterns, by area. */
export const patterns: readonly Pattern[] = areas.flatMap(area =>
	all.filter(pattern => pattern.area === area),
);
