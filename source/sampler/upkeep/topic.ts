import {shownValue} from '../../domain/snapshot/section.ts';
import {callObstacle, readObstacle} from '../../domain/upkeep/rights.ts';
import type {UpkeepParts} from '../../domain/upkeep/schema.ts';
import {movableUntil} from '../../domain/upkeep/stray-rows.ts';
import {upkeepTasks} from '../../domain/upkeep/tasks.ts';
import {recordOf} from '../../domain/upkeep/views.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readStatisticsSince} from '../../queries/statistics-since.ts';
import {type PartitionedTable, readPartitionedTables} from '../../queries/upkeep/partitions.ts';
import {
	type Growth,
	type LogEntry,
	readGrowth,
	readPolicyRuns,
	readRetentionDue,
	readStaleTables,
	readStatisticsSummary,
	readUpkeepLog,
	readViewRecords,
	readViews,
	type StatisticsSummary,
	type UpkeepObjects,
} from '../../queries/upkeep/upkeep.ts';
import {createPace} from '../engine/pace.ts';
import {pacedPart} from '../engine/part.ts';
import type {SharedReading} from '../engine/shared-reading.ts';
import type {Topic} from '../engine/topic.ts';

type ValueOf<Part> = Part extends {status: 'ok'; value: infer Value} ? Value : never;
type Retention = ValueOf<UpkeepParts['retention']>;
type Views = ValueOf<UpkeepParts['views']>;
type Statistics = ValueOf<UpkeepParts['statistics']>;

/** At most this many tables with due statistics are listed. */
const most = 500;

/**
Upkeep tasks: partitions, retention, views, statistics and reviews. They change only when somebody acts: actions of this
console show at once, those of others within a minute.
*/
export function upkeepTopic(objects: SharedReading<UpkeepObjects>): Topic<'upkeep'> {
	let turn = 0;
	const log = pacedPart<LogEntry[]>(15_000);
	const summary = createPace<StatisticsSummary>({minimumMs: 15_000, share: 0.0002});
	const partitions = pacedPart<PartitionedTable[]>(60_000);
	const retention = pacedPart<Retention>(300_000);
	const views = pacedPart<Views>(60_000);
	const statistics = pacedPart<Statistics>(60_000);
	const growth = pacedPart<Growth>(300_000);
	return {
		id: 'upkeep',
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({apart, now, server}) {
			const known = await objects.read(now, apart);
			const afresh = String(turn);
			const logged = await log(
				afresh,
				now,
				apart,
				readObstacle('mcp.upkeep_log', known, server),
				readUpkeepLog,
			);
			// A recorded run or a granted privilege makes all parts be read again.
			const key = JSON.stringify([afresh, shownValue(logged)?.value.map(({doneAt}) => doneAt), known]);
			// An ANALYZE makes the statistics be read again, recorded or not.
			const {value: analyzed} = await summary(afresh, now, apart, readStatisticsSummary);
			const statisticsKey = JSON.stringify([key, analyzed]);
			const policies = callObstacle(['retention_policies', 'retention_due'], known, server);
			const sizes = readObstacle('mcp.table_sizes', known, server);
			const parts: UpkeepParts = {
				log: logged,
				partitions: await partitions(key, now, apart, undefined, own =>
					readPartitionedTables(own, movableUntil(now)),
				),
				retention: await retention(key, now, apart, policies, own => readRetention(own, known)),
				views: await views(key, now, apart, undefined, own => readViewsWithRecords(own, known)),
				statistics: await statistics(statisticsKey, now, apart, undefined, async own => ({
					...analyzed,
					countedSince: await readStatisticsSince(own),
					due: await readStaleTables(own, most),
				})),
				growth: await growth(key, now, apart, sizes, readGrowth),
			};
			return {...parts, tasks: upkeepTasks(parts, {objects: known, asker: server, now})};
		},
		forget() {
			turn++;
			objects.forget();
		},
	};
}

async function readRetention(reader: Reader, {relations}: UpkeepObjects): Promise<Retention> {
	const [due, runs] = await Promise.all([
		readRetentionDue(reader),
		relations['public.data_retention_policies'] ? readPolicyRuns(reader) : new Map<string, Date>(),
	]);
	return due.map(row => ({...row, lastRunAt: runs.get(row.policy) ?? null}));
}

async function readViewsWithRecords(reader: Reader, {relations}: UpkeepObjects): Promise<Views> {
	const [views, records] = await Promise.all([
		readViews(reader),
		relations['public.materialized_views'] ? readViewRecords(reader) : [],
	]);
	return views.map(view => ({...view, record: recordOf(view, records) ?? null}));
}
