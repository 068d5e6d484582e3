import {shownValue} from '../../source/domain/snapshot/section.ts';
import {append, ring} from '../../source/history/ring.ts';
import {vitals} from '../../source/history/vitals.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {healthySections, liveOf, ok, snapshotOf} from './fixtures.ts';
import {health, now} from './fixtures-sections.ts';

/** A server that is watched: at each sample a counter here and there moves on, every fifth time an index is gone. */
export function momentsOf(many: number, intervalMs = 2000): Live[] {
	let history: Live['history'] = {items: [], capacity: 450};
	const {indexes, tables} = healthySections;
	if (indexes.status !== 'ok' || tables.status !== 'ok') throw new Error('The fixtures have no rows.');
	return Array.from({length: many}, (_unused, index) => {
		const at = new Date(now.getTime() + index * intervalMs);
		const rows = indexes.value.rows
			.filter((_row, place) => index % 5 !== 4 || place !== 1)
			.map((row, place) => (place === index % 3 ? {...row, scans: row.scans + index, lastScan: at} : row));
		const plain = snapshotOf({
			health: ok({...health, total: 10 + index, serverTime: at}, at),
			indexes: ok({...indexes.value, rows}, at),
			...(index % 7 === 3 ? {tables: {status: 'pending'} as const} : {}),
		});
		const snapshot = {...plain, takenAt: at, cost: {queries: 9, tookMs: index / 10}};
		history = append(history, vitals(snapshot));
		const waits = shownValue(snapshot.sections.waits)?.value.points;
		return liveOf({snapshot, history, minutes: ring(0), waits, now: at, intervalMs});
	});
}
