import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import type {Live} from '../../source/sampler/live.ts';
import {createSampler} from '../../source/sampler/sampler.ts';
import {type Topic, Unsupported} from '../../source/sampler/topic.ts';
import {indexesTopic} from '../../source/sampler/topics/indexes.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import type {SectionId} from '../../source/snapshot/schema.ts';
import {scenarios} from '../helpers/fixtures.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A connection that answers nothing. */
const silent: Reader = {
	read: () => new Promise(() => undefined),
	cost: {queries: 0, tookMs: 0},
	charge: () => undefined,
	pooled: false,
	metered: () => silent,
	close: async () => undefined,
};

function answering(id: SectionId, connection: Topic['connection'], takesMs: number): Topic {
	return {
		id,
		connection,
		grant: () => '',
		async read() {
			await new Promise(resolve => setTimeout(resolve, takesMs));
			return new Unsupported('There is none.');
		},
	};
}

function start(topics: readonly Topic[]): {published: Live[]; stop(): void} {
	const published: Live[] = [];
	const sampler = createSampler({
		...{sampling: silent, analytics: silent, topics, intervalMs: 2000, windowHours: 1},
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

const samplesOf = (published: readonly Live[]) =>
	new Set(published.map(({snapshot}) => snapshot.takenAt.getTime())).size;

it('goes on with the vital signs while the catalog of indexes takes long', async () => {
	const {published, stop} = start([answering('registry', 'sampling', 5), indexesTopic() as never]);
	await vi.advanceTimersByTimeAsync(10_000);
	stop();
	expect(samplesOf(published)).toBeGreaterThan(4);
});

it('shows what has come of the slower connection while the rest of it takes long', async () => {
	const {published, stop} = start([
		answering('registry', 'sampling', 5),
		answering('indexes', 'analytics', 200),
		answering('tables', 'analytics', 60_000),
	]);
	await vi.advanceTimersByTimeAsync(1000);
	stop();
	const {sections} = published.at(-1)?.snapshot ?? scenarios.healthy.snapshot;
	expect([sections.registry.status, sections.indexes.status, sections.tables.status]).toEqual([
		'unsupported',
		'unsupported',
		'pending',
	]);
});

it('closes what its topics keep once, however often it is stopped', () => {
	const close = vi.fn(async () => undefined);
	const {stop} = start([{...answering('tables', 'analytics', 5), close}]);
	stop();
	stop();
	expect(close).toHaveBeenCalledTimes(1);
});
