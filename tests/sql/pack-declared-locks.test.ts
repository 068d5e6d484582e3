import type {ReservedSql} from 'postgres';
import {describe, expect, it} from 'vitest';
import {type LockMode, lockModes} from '../../source/migrations/locks/lock-modes.ts';
import type {Lock} from '../../source/migrations/locks/lock-rules.ts';
import {declaredLocks} from '../../source/migrations/locks/lock-rules.ts';
import {lockedText} from '../../source/migrations/locks/words.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';
import {createDatabase, type Version, versions} from '../helpers/database.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {packUpToPlain} from '../helpers/pack-moves.ts';
import {until} from '../helpers/scenario.ts';

type Held = {readonly mode: LockMode; readonly relation: string};

const rank = (mode: LockMode) => (lockModes as readonly string[]).indexOf(mode);

/** Existing objects under the names of a file; a dropped object must not be named again. */
async function namesNow(session: ReservedSql): Promise<ReadonlyMap<number, string>> {
	const moves = await session`select to_regclass('mcp.partition_moves') is not null as there`;
	const moving = moves[0]?.there
		? "exists (select from mcp.partition_moves m where m.state <> 'moved' and c.oid in (m.source, m.target))"
		: 'false';
	const rows = await session.unsafe(`
		select c.oid::int8 as oid, case
			when coalesce(pg_partition_root(c.oid), c.oid) in (
				select oid from pg_class where obj_description(oid, 'pg_class') like 'Registry pack: rows of % whose time is over.'
			) then 'the archives of retention'
			when ${moving} then 'the tables of moves that are under way'
			when c.relispartition and ${moving.replaceAll('c.oid', 'pg_partition_root(c.oid)')} then 'the tables of moves that are under way'
			when c.relispartition then 'partitions of ' || pg_partition_root(c.oid)::regclass
			else c.oid::regclass::text
		end as name
		from pg_class c where c.oid >= 16384 and c.relkind in ('r', 'p', 'm', 'v')`);
	return new Map(rows.map(row => [Number(row.oid), String(row.name)]));
}

async function heldLocks(session: ReservedSql, names: ReadonlyMap<number, string>): Promise<Held[]> {
	const rows = await session.unsafe(`
		select relation::int8 as oid, lower(replace(mode, 'Lock', '')) as mode from pg_locks
		where pid = pg_backend_pid() and locktype = 'relation' and mode <> 'AccessShareLock'`);
	return rows.flatMap(row => {
		const relation = names.get(Number(row.oid));
		const mode = lockModes.find(known => known.replaceAll(' ', '').toLowerCase() === row.mode) ?? 'unknown';
		return relation === undefined ? [] : [{mode, relation}];
	});
}

type Tables =
	| {readonly key: 'uuid' | 'bigint'; readonly tables: 'all' | 'core'; readonly only?: readonly string[]}
	| undefined;

/** Every DO of the pack with what it locked, over tables of another tool or none, there and back, and each a second time. */
async function observe(version: Version, tables: Tables): Promise<Map<string, Held[]>> {
	const {sql} = await createDatabase(version);
	const theirs = tables ? await makeExistingTables(sql, {...tables, number: 'numeric'}) : [];
	for (const table of theirs)
		if (tables?.only?.includes(table) === false) await sql`drop table ${sql(table)}`;
	const session = await sql.reserve();
	const observed = new Map<string, Held[]>();
	const there = packMigrations.map(({version: of, name, up}) => ({of, name, block: up}));
	const back = packMigrations
		.map(({version: of, name, down}) => ({of, name: `${name} down`, block: down}))
		.toReversed();
	for (const {of, name, block} of [...there, ...back].flatMap(item => [item, item])) {
		if (name === 'partition_moves down') await beginMove(session);
		for (const {text, line} of await splitStatements(block?.text ?? '', block?.transaction)) {
			if (!isDo(text) || moves(text)) {
				await session.unsafe(text);
				continue;
			}
			const names = await namesNow(session);
			await session.unsafe('begin');
			await session.unsafe(text);
			const place = `${of}:${(block?.line ?? 0) + line - 1}`;
			observed.set(place, [...(observed.get(place) ?? []), ...(await heldLocks(session, names))]);
			await session.unsafe('commit');
		}
		if (name === 'retention') await session`select mcp.archive_of('public.audit_logs', true)`;
	}
	session.release();
	return observed;
}

/** One that has got as far as to repeat writes on the twin. */
async function beginMove(session: ReservedSql): Promise<void> {
	const rows = await session`
		select to_regprocedure('mcp.move_step(regclass, integer, integer)') is not null
			and mcp.partition_obstacle('public.audit_logs', 'timestamp') is null as possible`;
	if (!rows[0]?.possible) return;
	await session`select mcp.make_twin('public.audit_logs', 'timestamp', true)`;
	await session`select mcp.move_step(target, 10, 100) from mcp.partition_moves where state <> 'moved'`;
}

const isDo = (text: string) => /^(do|call)\b/i.test(text);
/** These commit on their way, so that nobody can look afterwards. */
const moves = (text: string) => /mcp\.(partition_by_month|make_plain)\(/.test(text);

const blocks = (
	await Promise.all(
		packMigrations.flatMap(file =>
			[file.up, file.down].map(async block =>
				(
					await splitStatements(block?.text ?? '', block?.transaction)
				).flatMap(({text, line}) =>
					isDo(text) ? [{place: `${file.version}:${(block?.line ?? 0) + line - 1}`, text}] : [],
				),
			),
		),
	)
).flat();

const registries: readonly Tables[] = [
	undefined,
	{key: 'uuid', tables: 'all'},
	// The keys have another type, which empty tables of the pack then use too.
	{key: 'bigint', tables: 'core', only: ['tenants']},
	{key: 'bigint', tables: 'core', only: ['tenants', 'mcp_servers']},
	{key: 'bigint', tables: 'core', only: ['users']},
];

/** SET COMPRESSION, which the servers of the tests can't do. */
const noLz4 = blocks.flatMap(({place, text}) => (text.includes('set compression lz4') ? [place] : []));

describe('declared locks of the DO blocks of the pack', async () => {
	const all = await Promise.all(
		versions.flatMap(version => registries.map(async tables => observe(version, tables))),
	);

	it.each(blocks.filter(({text}) => !moves(text)))('$place', ({place, text}) => {
		const declared = declaredLocks(text) ?? [];
		const held = all.flatMap(observed => observed.get(place) ?? []);
		expect(text).toMatch(/-- locks: /);
		const covered = (lock: Held) =>
			declared.some(each => lockedText(each) === lock.relation && rank(each.mode) >= rank(lock.mode));
		expect(words(held.filter(lock => !covered(lock)))).toEqual([]);
		const taken = [
			...words(held),
			...(noLz4.includes(place) ? ['ACCESS EXCLUSIVE on mcp.tool_configurations'] : []),
		];
		expect(words(declared).filter(lock => !taken.includes(lock))).toEqual([]);
	});
});

function words(locks: readonly Lock[]): string[] {
	return [...new Set(locks.map(lock => `${lock.mode} on ${lockedText(lock)}`))].toSorted();
}

/** The moves commit midway: a reader holds each table until a move waits to lock it. */
describe.each(versions)('declared locks of the moves by month, on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	await packUpToPlain(database.sql);
	const there = packMigrations.filter(({name}) => name.endsWith('_by_month'));
	const way = [
		...there.map(({name, up}) => [name, up] as const),
		...there.toReversed().map(({name, down}) => [`${name} down`, down] as const),
	];

	it.each(way)('%s', async (_name, block) => {
		const [{text} = {text: ''}] = await splitStatements(block?.text ?? '', false);
		const declared = declaredLocks(text) ?? [];
		expect(declared.map(({mode}) => mode)).toEqual(declared.map(() => 'ACCESS EXCLUSIVE'));
		const readers = declared.map(({relation}) => ({relation: relation ?? '', session: database.session()}));
		for (const {relation, session} of readers)
			await session.unsafe(`begin; lock table ${relation} in access share mode`);
		const running = database.session().unsafe(text).execute();
		const waitedFor = readers.map(async ({relation, session}) => {
			await until(
				() => database.sql`
					select from pg_locks
					where relation = ${relation}::text::regclass and mode = 'AccessExclusiveLock' and not granted`,
				rows => rows.length > 0,
				10_000,
			).catch(() => {
				throw new Error(`Nothing waits to lock ${relation}.`);
			});
			await session.unsafe('rollback');
		});
		await Promise.all([running, ...waitedFor]);
	});
});
