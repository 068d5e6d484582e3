import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {isStale, type Live} from '../../source/sampler/live.ts';
import {createSampler} from '../../source/sampler/sampler.ts';
import {type Topic, Unsupported} from '../../source/sampler/topic.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {pending} from '../../source/snapshot/section.ts';
import {scenarios} from '../helpers/fixtures.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A sampler every two seconds whose only topic takes as long as `takesMs` says. */
function start(takesMs: () => number): {published: Live[]; stop(): void} {
	const reader: Reader = {
		read: async () => [],
		cost: {queries: 0, tookMs: 0},
		pooled: false,
		charge: () => undefined,
		metered: () => reader,
		close: async () => undefined,
	};
	const topic: Topic = {
		id: 'registry',
		connection: 'sampling',
		grant: () => '',
		async read() {
			await new Promise(resolve => setTimeout(resolve, takesMs()));
			return new Unsupported('There is none.');
		},
	};
	const published: Live[] = [];
	const sampler = createSampler({
		...{sampling: reader, analytics: reader, topics: [topic], intervalMs: 2000, windowHours: 1},
		endpoint: {host: 'db', port: 5432, service: null, productionPatterns: []},
		judge: {thresholds: defaultThresholds},
		readDetail: async () => new Unsupported('There is none.'),
		session: {server: scenarios.healthy.snapshot.server, capabilities: {} as never},
		publish: live => published.push(live),
		fail(error) {
			throw error;
		},
	});
	sampler.start();
	return {published, stop: sampler.stop};
}

it('makes no frame of its own while samples come in time', async () => {
	const {published, stop} = start(() => 1900);
	await vi.advanceTimersByTimeAsync(20_000);
	stop();
	expect(published.map(({snapshot}) => snapshot.sections.registry)).not.toContain(pending);
	expect(new Set(published.map(({snapshot}) => snapshot.takenAt)).size).toBe(published.length);
	expect(published.length).toBeGreaterThan(5);
});

it('lets what is on screen grow old while a server does not answer', async () => {
	let takesMs = 100;
	const {published, stop} = start(() => takesMs);
	await vi.advanceTimersByTimeAsync(1000);
	takesMs = 60_000;
	await vi.advanceTimersByTimeAsync(12_000);
	stop();
	const [first, ...rest] = published;
	expect(rest.map(live => live.snapshot)).toEqual(rest.map(() => first?.snapshot));
	const ages = published.map(live => live.now.getTime() - live.snapshot.takenAt.getTime());
	expect(ages).toEqual([100, 5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000, 13_000]);
	expect(published.map(isStale)).toEqual(ages.map(age => age > 6000));
});
