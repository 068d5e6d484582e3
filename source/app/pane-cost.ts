import type {Segment} from '../components/skin.ts';
import {type PaneId, paneTable} from '../domain/snapshot/panes.ts';
import {age, duration} from '../format/quantities.ts';
import type {Live} from '../sampler/engine/live.ts';

/** What the questions of this pane took the server when they were asked last, and how long ago where that is no longer now. */
export function paneCost({snapshot, now, intervalMs}: Live, pane: PaneId): Segment[] {
	const known = paneTable[pane].sections
		.map(id => snapshot.sections[id])
		.filter(section => section.status === 'ok');
	if (known.length === 0) return [];
	const tookMs = known.reduce((sum, section) => sum + section.tookMs, 0);
	const oldest = new Date(Math.min(...known.map(({sampledAt}) => sampledAt.getTime())));
	const old = now.getTime() - oldest.getTime() > 2 * intervalMs + 1000 ? `, ${age(oldest, now)} ago` : '';
	return [['muted', `this pane ${duration(tookMs)}${old} `]];
}
