import type {MigrationSet} from '../migrations/set.ts';
import type {RequestMappingConfig} from '../queries/requests/request-mapping.ts';
import {readUpkeepObjects} from '../queries/upkeep/upkeep.ts';
import type {SeenSettings} from '../settings/seen-settings.ts';
import {blockingTopic} from './blocking/topic.ts';
import {databasesTopic} from './databases/topic.ts';
import {createSharedReading} from './engine/shared-reading.ts';
import type {Topic} from './engine/topic.ts';
import {healthTopic} from './health/topic.ts';
import {type IndexesOptions, indexesTopic} from './indexes/topic.ts';
import {locksTopic} from './locks/topic.ts';
import {migrationsTopic} from './migrations/topic.ts';
import {progressTopic} from './progress/topic.ts';
import {alertsTopic} from './registry/alerts-topic.ts';
import {missingTopic} from './registry/missing-topic.ts';
import {registryTopic} from './registry/topic.ts';
import {replicationTopic} from './replication/topic.ts';
import {requestsTopic} from './requests/topic.ts';
import {sessionsTopic} from './sessions/topic.ts';
import {serverSettingsTopic} from './settings/topic.ts';
import {plansTopic} from './statements/plans.ts';
import {statementsTopic} from './statements/topic.ts';
import {tablesTopic} from './tables/topic.ts';
import {tenantsTopic} from './tenants/topic.ts';
import {upkeepTopic} from './upkeep/topic.ts';
import {vacuumTopic} from './vacuum/topic.ts';
import {waitsTopic} from './waits/topic.ts';

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
		missingTopic(),
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
