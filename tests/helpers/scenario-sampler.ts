import {afterAll} from 'vitest';
import type {SectionId, Sections} from '../../source/domain/snapshot/schema.ts';
import type {MigrationSet} from '../../source/migrations/set.ts';
import {packSet} from '../../source/migrations/set.ts';
import {openReader} from '../../source/postgres/reader.ts';
import type {RequestMappingConfig} from '../../source/queries/requests/request-mapping.ts';
import {createDetailReader} from '../../source/sampler/details.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {createSampler, type Sampler} from '../../source/sampler/engine/sampler.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createTopics} from '../../source/sampler/topics.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {defaultThresholds, type Thresholds} from '../../source/settings/thresholds.ts';
import {until} from './scenario.ts';

export type Sampled = {
	readonly sampler: Sampler;
	/** All that was published, in order. */
	readonly published: readonly Live[];
	/** Faults of the program. */
	readonly faults: readonly unknown[];
	/** Waits until what is published fits. */
	live(fits: (live: Live) => boolean): Promise<Live>;
	/** Waits until a section has that status, and gives it. */
	section<Id extends SectionId, Status extends Sections[Id]['status']>(
		id: Id,
		status: Status,
	): Promise<Extract<Sections[Id], {status: Status}>>;
};

/** A sampler with connections as the console has them, asking ten times a second; stopped after the file's tests. */
export async function sample(
	connection: ConnectionSettings,
	options: {
		requests?: RequestMappingConfig;
		migrations?: MigrationSet;
		intervalMs?: number;
		windowHours?: number;
		thresholds?: Partial<Thresholds>;
		/** A clock that a test sets: minutes of history in seconds. */
		clock?: () => Date;
	} = {},
): Promise<Sampled> {
	const {requests, migrations, intervalMs = 100, windowHours = 1, thresholds, clock} = options;
	const [sampling, analytics] = [openReader(connection, 'sampling'), openReader(connection, 'analytics')];
	const endpoint = {
		host: connection.hosts.join(','),
		port: connection.ports[0] ?? 0,
		service: null,
		productionPatterns: ['prod'],
	};
	const published: Live[] = [];
	const faults: unknown[] = [];
	const sampler = createSampler({
		...{sampling, analytics, endpoint, intervalMs, windowHours},
		topics: createTopics({requests, migrations, pack: packSet()}),
		judge: {thresholds: {...defaultThresholds, ...thresholds}},
		readDetail: createDetailReader(requests, migrations, packSet()),
		session: await openSession(sampling, endpoint),
		publish: live => published.push(live),
		fail: fault => faults.push(fault),
		// No chance in the pauses before trying again.
		random: () => 0.5,
		...(clock ? {clock} : {}),
	});
	afterAll(async () => {
		sampler.stop();
		await Promise.all([sampling.close(), analytics.close()]);
	});
	sampler.start();
	return {
		sampler,
		published,
		faults,
		live: fits => until(() => sampler.live, fits),
		async section(id, status) {
			const live = await until(
				() => sampler.live,
				({snapshot}) => snapshot.sections[id].status === status,
			);
			return live.snapshot.sections[id] as never;
		},
	};
}
