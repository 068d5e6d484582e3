import {usualUnusedDays} from '../../domain/indexes/droppable.ts';
import {createIndexRows} from '../../domain/indexes/rows.ts';
import {evidenceMethod} from '../../domain/indexes/use.ts';
import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {type IndexCatalogRow, readIndexCatalog, readIndexCounters} from '../../queries/indexes/indexes.ts';
import {createPace, paceKey} from '../engine/pace.ts';
import {createSince} from '../engine/since.ts';
import type {Topic} from '../engine/topic.ts';
import {createSizeWalk, indexSize, unsizedIndex} from '../tables/size-walk.ts';
import {createIndexMemory, type IndexMemory, type IndexMemoryOptions} from './index-memory.ts';
import {type IndexTraits, readIndexTraits} from './index-shapes.ts';

export type IndexesOptions = Partial<IndexMemoryOptions> & {
	readonly wantedDays?: number | undefined;
	/** Waits for all evidence, as a command samples once. The screen shows the list first. */
	readonly patient?: boolean;
};

/** Up to this many indexes, load everything before the first frame. */
const fewIndexes = 5000;

export function indexesTopic(options: IndexesOptions = {}): Topic<'indexes'> {
	const {file, connection, replicas = [], wantedDays = usualUnusedDays, patient = false} = options;
	const memory = createIndexMemory({file, connection, replicas}, patient);
	const countedSince = createSince();
	const indexRows = createIndexRows();
	const sizeWalk = createSizeWalk();
	const catalog = createPace<IndexCatalogRow[]>({
		minimumMs: 120_000,
		share: 0.0008,
		passing: rows => rows.some(row => row.locked || row.building),
	});
	const traits = createPace<IndexTraits>({minimumMs: 300_000, share: 0.0005});
	return {
		id: 'indexes',
		// Use is a matter of days.
		restMs: 20_000,
		// The catalog of 40,000 indexes takes half a second, and more on a busy server: the vital signs must not wait for it,
		// nor their time-out cut it off.
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		close: () => memory.close(),
		async read({reader, apart, now, server, afresh, once}) {
			const counters = await readIndexCounters(reader, server.versionNumber);
			const since = await countedSince(new Map(counters.map(row => [row.oid, row.scans])), now, apart);
			// New, dropped and INVALID indexes show at once; the rest is read less often.
			const present = paceKey(counters.map(row => (row.valid ? row.oid : -row.oid)));
			const paced = await catalog(present, now, apart, readIndexCatalog);
			// A command samples once, with the sizes known so far.
			if (!afresh && once !== true) await sizeWalk.step(now, apart, () => paced.value.flatMap(unsizedIndex));
			const byOid = new Map(counters.map(row => [row.oid, row]));
			let known: (IndexMemory & {traits: IndexTraits}) | undefined;
			let problem: string | null = null;
			if (patient || !afresh || counters.length < fewIndexes) {
				try {
					const made = (await traits(present, now, apart, readIndexTraits)).value;
					const found = {server, rows: paced.value, counters: byOid, since, traits: made};
					known = {...(await memory.look(found, apart, now)), traits: made};
					problem = known.problem;
				} catch (error) {
					if (isConnectionLoss(error)) throw error;
					problem = `The evidence could not be looked at: ${toServerError(error).message}`;
				}
			}
			const own = {
				since,
				node: `${server.host}:${server.port}`,
				asked: true,
				own: true,
				reason: null,
				askedAt: now,
				user: server.quotedUser,
			};
			return {
				scansSince: since,
				catalogSampledAt: paced.sampledAt,
				nodes: [...(known?.nodes ?? [{...own, role: server.inRecovery ? 'standby' : 'primary'} as const])],
				evidence: {
					...{method: evidenceMethod, wantedDays, problem},
					file: known?.file ?? null,
					pending: known === undefined,
				},
				rows: indexRows(
					paced.value,
					oid => byOid.get(oid),
					row => indexSize(row, sizeWalk),
					known && {...known, wantedDays, standIns: known.traits.standIns},
					now,
				),
				unindexed: [...(known?.traits.unindexed ?? [])],
			};
		},
	};
}
