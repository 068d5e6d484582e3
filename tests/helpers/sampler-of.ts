import {absenceWords} from '../../source/domain/snapshot/words.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {createSampler} from '../../source/sampler/engine/sampler.ts';
import {type Topic, Unsupported} from '../../source/sampler/engine/topic.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {scenarios} from './fixtures.ts';

/** A connection that answers nothing: topics of a test need none, or wait for it in vain. */
export const silentReader: Reader = {
	read: () => new Promise(() => undefined),
	cost: {queries: 0, tookMs: 0},
	pooled: false,
	charge: () => undefined,
	metered: () => silentReader,
	close: async () => undefined,
};

/** A sampler of these topics, every two seconds by the clock of the test, and all that it publishes. */
export function samplerOf(topics: readonly Topic[]): {published: Live[]; stop(): void} {
	const published: Live[] = [];
	const sampler = createSampler({
		...{sampling: silentReader, analytics: silentReader, topics, intervalMs: 2000, windowHours: 1},
		endpoint: {host: 'db', port: 5432, service: null, productionPatterns: []},
		judge: {thresholds: defaultThresholds},
		readDetail: async () => new Unsupported(absenceWords('not-recorded')),
		session: {server: scenarios.healthy.snapshot.server, capabilities: {} as never},
		publish: live => published.push(live),
		fail(error) {
			throw error;
		},
	});
	sampler.start();
	return {published, stop: sampler.stop};
}
