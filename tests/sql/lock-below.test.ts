import {describe, expect, it} from 'vitest';
import {type LockMode, lockModes} from '../../source/migrations/locks/lock-modes.ts';
import {namesToLookUp, statementLocks} from '../../source/migrations/locks/locks.ts';
import {trackRelations} from '../../source/migrations/locks/relations.ts';
import {readRelations} from '../../source/queries/tables/relations-by-name.ts';
import {createDatabase, versions} from '../helpers/database.ts';

const setup = `
create table par (a int, b text);
create table chi (c int) inherits (par);
create table gchi () inherits (chi);
alter table par add constraint ck check (a > 0) not valid;
create table pt (k int not null, b text) partition by range (k);
create table pt1 partition of pt for values from (0) to (10) partition by range (k);
create table pt11 partition of pt1 for values from (0) to (5);
create table pt2 partition of pt for values from (10) to (20);
create index pt_b on pt (b);
create index par_b on par (b);
create table plain (id int);
create table other (id int primary key);
create function f() returns trigger language plpgsql as 'begin delete from other; return new; end';
create trigger tr before insert or update on plain for each row execute function f();
`;

const statements = `
alter table par add column n int
alter table only par alter column a set default 1
alter table par alter column a set default 1
alter table par drop column b
alter table par alter column b set not null
alter table par alter column b type varchar(9)
alter table par add check (a > 1)
alter table par validate constraint ck
alter table par drop constraint ck
alter table par alter column a set statistics 10
alter table par set (fillfactor = 70)
alter table par rename column b to z
alter table chi add column n int
alter table gchi add column n int
alter table pt add column n int
alter table pt alter column b set statistics 10
alter table pt add check (k < 99)
alter table pt alter column b set not null
alter table pt rename column b to z
alter table par rename to elsewhere
truncate par
truncate only par
update par set a = 1
update only par set a = 1
delete from pt
create index on pt (k)
create unique index on pt (k)
create index on only pt (k)
create index if not exists pt_b on pt (b)
create index on pt1 (k)
create index on par (a)
drop index pt_b
drop index par_b
drop index if exists pt_b
alter table pt add primary key (k)
alter table pt add foreign key (k) references other (id)
create trigger every after insert on pt for each row execute function f()
create trigger once after insert on pt execute function f()
create trigger every after insert on par for each row execute function f()
`
	.trim()
	.split('\n');

const modeOf = (name: string): LockMode =>
	lockModes.find(mode => mode.replaceAll(' ', '').toLowerCase() === name) ?? 'unknown';

describe.each(versions)('inheriting tables on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	await database.sql.unsafe(setup);
	const reader = database.reader();
	const session = await database.sql.reserve();
	const known = async (text: string) =>
		statementLocks(text, trackRelations(await readRelations(reader, await namesToLookUp(text))));

	it.each(statements)('are locked by: %s', async text => {
		const told = await known(text);
		await session.unsafe('begin');
		try {
			await session.unsafe("set local client_min_messages = 'error'");
			const names = new Map(
				(
					await session.unsafe(
						"select oid::int8 as oid, oid::regclass::text as name from pg_class where oid >= 16384 and relkind in ('r', 'p')",
					)
				).map(row => [Number(row.oid), String(row.name)]),
			);
			await session.unsafe(text);
			const rows = await session.unsafe(
				"select relation::int8 as oid, lower(replace(mode, 'Lock', '')) as mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and mode <> 'AccessShareLock'",
			);
			const held = rows.flatMap(row => {
				const name = names.get(Number(row.oid));
				return name === undefined ? [] : [{name, mode: modeOf(String(row.mode))}];
			});
			const tables = held.map(({name}) => name);
			const indexes = ['pt_b', 'par_b'];
			expect(told.relations.filter(name => !indexes.includes(name)).toSorted()).toEqual(
				[...new Set(tables)].toSorted(),
			);
			expect(held.map(({mode}) => mode)).toContain(told.lock);
		} finally {
			await session.unsafe('rollback');
		}
	});

	it('include the tables of triggers when rows are written', async () => {
		const touching = ['plain', 'tables used by its triggers'];
		expect((await known('insert into plain values (1)')).relations).toEqual(touching);
		expect(
			(await known('with w as (update plain set id = 2 returning id) select * from w')).relations,
		).toEqual(touching);
		expect((await known('insert into other values (1)')).relations).toEqual(['other']);
		await database.sql`alter table plain disable trigger tr`;
		expect((await known('insert into plain values (1)')).relations).toEqual(['plain']);
		await database.sql`alter table plain enable trigger tr`;
	});
});
