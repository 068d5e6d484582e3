import type {SectionId, Sections} from '../../domain/snapshot/schema.ts';
import {pending} from '../../domain/snapshot/section.ts';

/** Nothing sampled yet. Named one by one: the schema that has them too is not loaded to open the console. */
export const emptySections: Sections = {
	health: pending,
	registry: pending,
	requests: pending,
	tenants: pending,
	indexes: pending,
	tables: pending,
	migrations: pending,
	upkeep: pending,
	alerts: pending,
	waits: pending,
	progress: pending,
	databases: pending,
	settings: pending,
	replication: pending,
	statements: pending,
	plans: pending,
	missing: pending,
	sessions: pending,
	blocking: pending,
	locks: pending,
	vacuum: pending,
};

/** Every section there is. */
export const sectionIds = Object.keys(emptySections) as readonly SectionId[];
