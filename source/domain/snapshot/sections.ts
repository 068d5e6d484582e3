import {pending, type Section} from './section.ts';

/** The light half of a section, loaded to open the console. The heavy half is its schema, in schema.ts. */
type SectionDefinition = {
	/**
	How often a recording has it while it is not on screen: an incident is told from sections of seconds, while what
	people change by hand is there before and after it anyway. Between them are counters, whose difference tells.
	*/
	readonly recordedMs: number;
};

/** The sections of the snapshot, in the order in which they are printed. */
const table = {
	health: {recordedMs: 0},
	registry: {recordedMs: 5000},
	requests: {recordedMs: 30_000},
	tenants: {recordedMs: 30_000},
	indexes: {recordedMs: 30_000},
	tables: {recordedMs: 30_000},
	migrations: {recordedMs: 300_000},
	upkeep: {recordedMs: 300_000},
	alerts: {recordedMs: 30_000},
	waits: {recordedMs: 0},
	progress: {recordedMs: 5000},
	databases: {recordedMs: 30_000},
	settings: {recordedMs: 300_000},
	replication: {recordedMs: 5000},
	statements: {recordedMs: 30_000},
	plans: {recordedMs: 600_000},
	missing: {recordedMs: 300_000},
	sessions: {recordedMs: 5000},
	blocking: {recordedMs: 5000},
	locks: {recordedMs: 5000},
	vacuum: {recordedMs: 30_000},
} as const satisfies Readonly<Record<string, SectionDefinition>>;

export type SectionId = keyof typeof table;
export const sectionTable: Readonly<Record<SectionId, SectionDefinition>> = table;
export const sectionIds = Object.keys(table) as [SectionId, ...SectionId[]];

/** Nothing sampled yet. */
export const emptySections = Object.fromEntries(sectionIds.map(id => [id, pending])) as Record<
	SectionId,
	Section<never>
>;
