import {dropBlockers, dropCautions} from '../../source/domain/indexes/droppable.ts';
import {type Blocker, blocker, type Caution} from '../../source/domain/indexes/words.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {type IndexCatalogRow, readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import type {TestDatabase} from './database.ts';
import {begin, failureOf, hold, untilWaiting} from './scenario.ts';

/** One index of every kind that cannot or must not be dropped, named after its blocker. */
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

const unique = blocker('unique');

/** Blockers of each index. */
export const blockersByName: Readonly<Record<string, readonly Blocker[]>> = {
	primary_key: [blocker('primary-key')],
	unique_constraint: [
		blocker('constraint', {constraint: 'unique_constraint on parent'}),
		blocker('foreign-key-target', {foreignKeys: 'child_code_fkey on child'}),
	],
	exclusion: [blocker('exclusion-constraint', {constraint: 'exclusion on parent'})],
	unique_index: [unique],
	target_index: [unique, blocker('foreign-key-target', {foreignKeys: 'child_target_fkey on child'})],
	free_index: [],
	replica_identity: [unique, blocker('replica-identity')],
	partitioned: [blocker('partitioned-table')],
	part_1_at_idx: [blocker('partition')],
	part_1_id_idx: [],
	extension_index: [blocker('extension', {extension: 'pgcrypto'})],
};

/** Blockers and cautions of every index, as the pane and the plan show them. */
export async function verdicts(
	reader: Reader,
	counters = {scans: 0, tuplesRead: 0, lastScan: null},
): Promise<Record<string, {row: IndexCatalogRow; blockers: Blocker[]; cautions: Caution[]}>> {
	const rows = await readIndexCatalog(reader);
	return Object.fromEntries(
		rows.map(row => [
			row.name,
			{row, blockers: dropBlockers(row), cautions: dropCautions(row, {...counters})},
		]),
	);
}

/** A build that is canceled while it waits leaves its index INVALID, even on an empty table. */
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
