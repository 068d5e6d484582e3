import type {MigrationSet} from '../../migrations/set.ts';
import type {RequestMappingConfig} from '../../queries/request-mapping.ts';
import {readUpkeepObjects} from '../../queries/upkeep.ts';
import type {SeenSettings} from '../../settings/seen-settings.ts';
import {createSharedReading} from '../shared-reading.ts';
import type {Topic} from '../topic.ts';
import {alertsTopic} from './alerts.ts';
import {blockingTopic} from './blocking.ts';
import {databasesTopic} from './databases.ts';
import {healthTopic} from './health.ts';
import {type IndexesOptions, indexesTopic} from './indexes.ts';
import {lackingTopic} from './lacking.ts';
import {locksTopic} from './locks.ts';
import {migrationsTopic} from './migrations.ts';
import {plansTopic} from './plans.ts';
import {progressTopic} from './progress.ts';
import {registryTopic} from './registry.ts';
import {replicationTopic} from './replication.ts';
import {requestsTopic} from './requests.ts';
import {serverSettingsTopic} from './server-settings.ts';
import {sessionsTopic} from './sessions.ts';
import {statementsTopic} from './statements.ts';
import {tablesTopic} from './tables.ts';
import {tenantsTopic} from './tenants.ts';
import {upkeepTopic} from './upkeep.ts';
import {vacuumTopic} from './vacuum.ts';
import {waitsTopic} from './waits.ts';

type TopicOptions = {
	requests: RequestMappingConfig | undefined;
	migrations: MigrationSet | undefined;
	pack: MigrationSet;
	/** Settings of servers as they were last looked at; without it that is n/a. */
	seenSettings?: SeenSettings | undefined;
	/** Without it what is seen of indexes is not kept, and no other server asked. */
	indexes?: IndexesOptions | undefined;
	/** Without it nobody can tell whether a table grows or shrinks. */
	tablesFile?: string | undefined;
};

/** Every section's topic: one line each. */
export function createTopics({
	requests,
	migrations,
	pack,
	seenSettings,
	indexes,
	tablesFile,
}: TopicOptions): readonly Topic[] {
	const objects = createSharedReading(60_000, readUpkeepObjects);
	return [
		healthTopic(),
		registryTopic(),
		requestsTopic(requests),
		tenantsTopic(requests),
		indexesTopic(indexes),
		tablesTopic(tablesFile),
		migrationsTopic(migrations, pack),
		upkeepTopic(objects),
		alertsTopic(objects),
		lackingTopic(),
		sessionsTopic(),
		blockingTopic(),
		locksTopic(),
		statementsTopic(),
		plansTopic(),
		waitsTopic(),
		replicationTopic(),
		progressTopic(),
		databasesTopic(),
		serverSettingsTopic(seenSettings),
		vacuumTopic(indexes && {connection: indexes.connection, patient: indexes.patient ?? false}),
	] as readonly Topic[];
}
