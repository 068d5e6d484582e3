import {expect, it} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {readVitals} from '../../source/queries/health/health.ts';
import {health} from '../helpers/fixtures-sections.ts';

/** Answers at once, and says of each question what the server took for it. */
function readerOf(tookMs: (text: string) => number) {
	const account = (): Reader => {
		const cost = {queries: 0, tookMs: 0};
		const charge = (more: typeof cost) => {
			cost.queries += more.queries;
			cost.tookMs += more.tookMs;
		};
		const read: Reader['read'] = async ask => {
			let text = '';
			ask({unsafe: (asked: string) => (text = asked)} as never);
			charge({queries: 1, tookMs: tookMs(text)});
			return [JSON.parse(JSON.stringify(health))];
		};
		return {cost, charge, read, pooled: false, metered: account, close: async () => undefined};
	};
	return account();
}

const isWait = (text: string) => text.includes('pg_stat_get_snapshot_timestamp');

it.each([
	['a sleep, which is no cost', 12, 1.5, 3],
	['a file that was fresh: reading it is', 1, 1.5, 2.5],
])('the wait for the statistics collector of 13 is %s', async (_what, waitMs, healthMs, charged) => {
	const reader = readerOf(text => (isWait(text) ? waitMs : healthMs));
	await readVitals(reader, 130_023);
	expect(reader.cost).toEqual({queries: 2, tookMs: charged});
});

it('pgdeck does not wait from 15 on', async () => {
	const reader = readerOf(text => (isWait(text) ? 12 : 1.5));
	await readVitals(reader, 150_000);
	expect(reader.cost).toEqual({queries: 1, tookMs: 1.5});
});
