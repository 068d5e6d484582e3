import {dropBlockers, dropCautions} from '../../source/domain/indexes/verdict.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {type IndexCatalogRow, readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import type {TestDatabase} from './database.ts';
import {begin, failureOf, hold, untilWaiting} from './scenario.ts';

/** One index of every kind that can not or must not be dropped, named after what stands against it. */
export async function makeBlockedIndexes(database: TestDatabase): Promise<void> {
	await database.sql.unsafe(`
		create table parent (
			id int constraint primary_key primary key,
			code int constraint unique_constraint unique,
			other int,
			target int not null,
			at tsrange,
			plain int,
			constraint exclusion exclude using gist (at with &&)
		);
		create unique index unique_index on parent (other);
		create unique index target_index on parent (target);
		create index free_index on parent (plain);

		create table child (id int, code int, target int);
		alter table child add constraint child_code_fkey foreign key (code) references parent (code);
		alter table child add constraint child_target_fkey foreign key (target) references parent (target);

		create table replicated (id int not null, at int not null);
		create unique index replica_identity on replicated (id);
		alter table replicated replica identity using index replica_identity;

		create table parts (id int, at int) partition by range (at);
		create table part_1 partition of parts for values from (0) to (10);
		create index partitioned on parts (at);
		create index on part_1 (id);

		create extension pgcrypto;
		create table of_extension (id int);
		create index extension_index on of_extension (id);
		alter extension pgcrypto add table of_extension;
	`);
}

/** What stands against each of them, in the words of the screen. */
export const blockersByName: Readonly<Record<string, readonly string[]>> = {
	primary_key: ['it is the primary key'],
	unique_constraint: [
		'it backs the constraint unique_constraint on parent',
		'the foreign key child_code_fkey on child points at it',
	],
	exclusion: ['it enforces the exclusion constraint exclusion on parent'],
	unique_index: [
		'it is unique: it keeps duplicates out, which counts as no scan, and ON CONFLICT may rely on it, however seldom',
	],
	target_index: [
		'it is unique: it keeps duplicates out, which counts as no scan, and ON CONFLICT may rely on it, however seldom',
		'the foreign key child_target_fkey on child points at it',
	],
	free_index: [],
	replica_identity: [
		'it is unique: it keeps duplicates out, which counts as no scan, and ON CONFLICT may rely on it, however seldom',
		"it is the table's replica identity: logical replication needs it",
	],
	partitioned: [
		'it is on a partitioned table: DROP INDEX CONCURRENTLY does not work there, and DROP INDEX locks all of it, for readers too',
	],
	part_1_at_idx: ['it is part of an index on a partitioned table'],
	part_1_id_idx: [],
	extension_index: ['it belongs to the extension pgcrypto'],
};

/** Blockers and cautions of every index, as the pane and the plan tell them. */
export async function verdicts(
	reader: Reader,
	counters = {scans: 0, tuplesRead: 0, lastScan: null},
): Promise<Record<string, {row: IndexCatalogRow; blockers: string[]; cautions: string[]}>> {
	const rows = await readIndexCatalog(reader);
	return Object.fromEntries(
		rows.map(row => [
			row.name,
			{row, blockers: dropBlockers(row), cautions: dropCautions(row, {...counters})},
		]),
	);
}

/** A build that was cancelled while it waited leaves its index INVALID. The table needs no rows for that. */
export async function leaveInvalidIndex(
	database: TestDatabase,
	table: string,
	create: string,
): Promise<void> {
	const holder = await hold(database, `insert into ${table} default values`);
	const build = await begin(database, create);
	await untilWaiting(database, build);
	await database.sql`select pg_cancel_backend(${build.pid})`;
	await failureOf(build.result);
	await holder.release();
}
