import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {SectionId} from '../../source/domain/snapshot/schema.ts';
import {absenceWords} from '../../source/domain/snapshot/words.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {type Topic, Unsupported} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {scenarios} from '../helpers/fixtures.ts';
import {samplerOf} from '../helpers/sampler-of.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function answering(id: SectionId, connection: Topic['connection'], takesMs: number): Topic {
	return {
		id,
		connection,
		grant: () => '',
		async read() {
			await new Promise(resolve => setTimeout(resolve, takesMs));
			return new Unsupported(absenceWords('not-recorded'));
		},
	};
}

const samplesOf = (published: readonly Live[]) =>
	new Set(published.map(({snapshot}) => snapshot.takenAt.getTime())).size;

it('keeps sampling the vital signs while the index catalog is slow', async () => {
	const {published, stop} = samplerOf([answering('registry', 'sampling', 5), indexesTopic() as never]);
	await vi.advanceTimersByTimeAsync(10_000);
	stop();
	expect(samplesOf(published)).toBeGreaterThan(4);
});

it('shows early results of the slower connection while the rest is slow', async () => {
	const {published, stop} = samplerOf([
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

it('closes its topics once, however often it is stopped', () => {
	const close = vi.fn(async () => undefined);
	const {stop} = samplerOf([{...answering('tables', 'analytics', 5), close}]);
	stop();
	stop();
	expect(close).toHaveBeenCalledTimes(1);
});
