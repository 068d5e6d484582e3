import type {MigrationSet} from '../../migrations/set.ts';
import type {RequestMappingConfig} from '../../queries/request-mapping.ts';
import {readUpkeepObjects} from '../../queries/upkeep.ts';
import {createSharedReading} from '../shared-reading.ts';
import type {Topic} from '../topic.ts';
import {alertsTopic} from './alerts.ts';
import {blockingTopic} from './blocking.ts';
import {healthTopic} from './health.ts';
import {indexesTopic} from './indexes.ts';
import {lackingTopic} from './lacking.ts';
import {locksTopic} from './locks.ts';
import {migrationsTopic} from './migrations.ts';
import {registryTopic} from './registry.ts';
import {requestsTopic} from './requests.ts';
import {sessionsTopic} from './sessions.ts';
import {tablesTopic} from './tables.ts';
import {tenantsTopic} from './tenants.ts';
import {upkeepTopic} from './upkeep.ts';

export type TopicOptions = {
	requests: RequestMappingConfig | undefined;
	migrations: MigrationSet | undefined;
	pack: MigrationSet;
};

/** Every section's topic: one line each. */
export function createTopics({requests, migrations, pack}: TopicOptions): readonly Topic[] {
	const objects = createSharedReading(60_000, readUpkeepObjects);
	return [
		healthTopic(),
		registryTopic(),
		requestsTopic(requests),
		tenantsTopic(requests),
		indexesTopic(),
		tablesTopic(),
		migrationsTopic(migrations, pack),
		upkeepTopic(objects),
		alertsTopic(objects),
		lackingTopic(),
		sessionsTopic(),
		blockingTopic(),
		locksTopic(),
	] as readonly Topic[];
}
