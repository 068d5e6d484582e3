import type {Reader} from '../../postgres/reader.ts';
import {
	type Growth,
	type LogEntry,
	type PartitionedTable,
	readGrowth,
	readPartitionedTables,
	readPolicyRuns,
	readRetentionDue,
	readStaleTables,
	readStatisticsSummary,
	readUpkeepLog,
	readUpkeepObjects,
	readViewRecords,
	readViews,
	type UpkeepObjects,
} from '../../queries/upkeep.ts';
import {shownValue} from '../../snapshot/section.ts';
import type {UpkeepParts} from '../../snapshot/upkeep.ts';
import {callObstacle, readObstacle} from '../../snapshot/upkeep-rights.ts';
import {upkeepTasks} from '../../snapshot/upkeep-tasks.ts';
import {recordOf} from '../../snapshot/upkeep-views.ts';
import {pacedPart} from '../part.ts';
import type {Topic} from '../topic.ts';

type ValueOf<Part> = Part extends {status: 'ok'; value: infer Value} ? Value : never;
type Retention = ValueOf<UpkeepParts['retention']>;
type Views = ValueOf<UpkeepParts['views']>;
type Statistics = ValueOf<UpkeepParts['statistics']>;

/** How many tables whose statistics are due are listed. */
const most = 500;

/** Upkeep: partitions, retention, views, statistics and reviews, each with whether it is due. */
export function upkeepTopic(): Topic<'upkeep'> {
	const log = pacedPart<LogEntry[]>(0);
	const partitions = pacedPart<PartitionedTable[]>(15_000);
	const retention = pacedPart<Retention>(300_000);
	const views = pacedPart<Views>(15_000);
	const statistics = pacedPart<Statistics>(15_000);
	const growth = pacedPart<Growth>(300_000);
	return {
		id: 'upkeep',
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server}) {
			const objects = await readUpkeepObjects(reader);
			const logged = await log(
				'',
				now,
				reader,
				readObstacle('mcp.upkeep_log', objects, server),
				readUpkeepLog,
			);
			// Whatever anybody has done since shows at once. And so does a right that was given.
			const key = JSON.stringify([shownValue(logged)?.value.map(({doneAt}) => doneAt), objects]);
			// An ANALYZE shows at once too, also where nothing notes it.
			const summary = await readStatisticsSummary(reader);
			const analyzed = JSON.stringify([key, summary]);
			const policies = callObstacle(['retention_policies', 'retention_due'], objects, server);
			const sizes = readObstacle('mcp.table_sizes', objects, server);
			const parts: UpkeepParts = {
				log: logged,
				partitions: await partitions(key, now, apart, undefined, readPartitionedTables),
				retention: await retention(key, now, apart, policies, own => readRetention(own, objects)),
				views: await views(key, now, apart, undefined, own => readViewsWithRecords(own, objects)),
				statistics: await statistics(analyzed, now, apart, undefined, async own => ({
					...summary,
					due: await readStaleTables(own, most),
				})),
				growth: await growth(key, now, apart, sizes, readGrowth),
			};
			return {...parts, tasks: upkeepTasks(parts, {objects, asker: server, now})};
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
