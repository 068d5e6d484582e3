import type {LockMode} from '../../source/migrations/locks/lock-modes.ts';
import type {Relation} from '../../source/migrations/locks/relations.ts';

/** The objects that the statements are about, for a server to try them on. */
export const lockSetup = `
create schema s;
create table p (id int primary key, code text unique);
create table t (id int primary key, a int, b text, c text, p_id int constraint fk references p);
create index i on t (a);
create unique index uniq on t (a);
create table s.u (id int);
create table pt (k int) partition by range (k);
create table pt1 partition of pt for values from (0) to (10);
create table loose (k int);
create view v as select 1 as x;
create materialized view mv as select 1 as x;
create unique index mvi on mv (x);
create sequence sq;
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on t for each row execute function f();
create policy pol on t;
create rule ru as on update to t do also nothing;
create type en as enum ('a');
alter table t add constraint ck check (a > 0) not valid;
create statistics st on a, b from t;
`;

/** Catalog facts about relations that a statement does not give. */
export const lockCatalog: ReadonlyMap<string, Relation> = new Map([
	['i', {there: true, table: 't'}],
	[
		't',
		{
			there: true,
			table: null,
			foreignKeys: [{name: 'fk', columns: ['p_id'], incoming: false, key: null, other: 'p'}],
			droppedWith: ['p'],
			cascadedWith: ['p'],
		},
	],
	['v', {there: true, table: null}],
	['n', {there: false, table: null}],
]);

const accessExclusive = 'ACCESS EXCLUSIVE';
const shareRowExclusive = 'SHARE ROW EXCLUSIVE';
const shareUpdateExclusive = 'SHARE UPDATE EXCLUSIVE';

type Expected = readonly [text: string, lock: LockMode, relations: readonly string[]];

const all = (lock: LockMode, relation: string, texts: readonly string[]): Expected[] =>
	texts.map(text => [text, lock, [relation]]);

/** Statements with the strongest lock that they take and the relations that they name. */
export const statements: readonly Expected[] = [
	...all(accessExclusive, 't', [
		'alter table t add column n int',
		'alter table t add column n int not null default 0',
		'alter table t add column n uuid default gen_random_uuid()',
		'alter table t add column n int unique',
		'alter table t add column n int check (n > 0)',
		'alter table t drop column c',
		'alter table t alter a set default 1',
		'alter table t alter b set not null',
		'alter table t alter b drop not null',
		'alter table t alter a type bigint',
		'alter table t alter c set storage external',
		'alter table t rename column a to z',
		'alter table t rename to tt',
		'alter table t rename constraint ck to ck2',
		'alter table t add check (a > 1)',
		'alter table t add check (a > 1) not valid',
		'alter table t drop constraint ck',
		'alter table t add unique (b)',
		'alter table t add constraint uq unique using index uniq',
		'alter table t enable row level security',
		'alter table t replica identity full',
		'alter table t set unlogged',
		'alter table t set schema s',
		'create policy pol2 on t',
		'drop policy pol on t',
		'drop trigger tr on t',
		'drop rule ru on t',
		'create rule ru2 as on insert to t do also nothing',
		'truncate t',
		'cluster t using i',
	]),
	['alter table t drop constraint fk', accessExclusive, ['t', 'p']],
	['alter table t drop column p_id', accessExclusive, ['t', 'p']],
	['alter table t alter p_id type bigint', accessExclusive, ['t', 'p']],
	['drop table t', accessExclusive, ['t', 'p']],
	['with d as (delete from t) select 1', 'ROW EXCLUSIVE', ['t']],
	['with d as (delete from t returning id) insert into s.u select id from d', 'ROW EXCLUSIVE', ['s.u', 't']],
	['select * from (select * from t for update) z', 'ROW SHARE', []],
	...all(shareRowExclusive, 't', [
		'create trigger tr2 before insert on t for each row execute function f()',
		'alter table t enable trigger tr',
		'alter table t disable trigger all',
	]),
	...all(shareUpdateExclusive, 't', [
		'alter table t set (fillfactor = 70)',
		'alter table t reset (fillfactor)',
		'alter table t alter a set statistics 100',
		'alter table t alter a set (n_distinct = 5)',
		'alter table t cluster on i',
		'alter table t set without cluster',
		'alter table t validate constraint ck',
		"comment on table t is 'x'",
		"comment on column t.a is 'x'",
		'create statistics st2 on a, b from t',
		'analyze t',
	]),
	...all('SHARE', 't', ['create index on t (b)', 'create unique index if not exists i2 on t (b)']),
	...all('ROW EXCLUSIVE', 't', ['insert into t (id) values (1)', 'update t set a = 1', 'delete from t']),
	['alter table t add column n int references p', accessExclusive, ['t', 'p']],
	['alter table t add foreign key (p_id) references p', shareRowExclusive, ['t', 'p']],
	['alter table t add foreign key (p_id) references p not valid', shareRowExclusive, ['t', 'p']],
	['create table n (id int references p)', shareRowExclusive, ['p']],
	['create table n (id int, foreign key (id) references p)', shareRowExclusive, ['p']],
	['create table pt2 partition of pt for values from (10) to (20)', accessExclusive, ['pt']],
	['create table n () inherits (p)', shareUpdateExclusive, ['p']],
	['alter table pt attach partition loose for values from (30) to (40)', accessExclusive, ['pt', 'loose']],
	['alter table pt detach partition pt1', accessExclusive, ['pt', 'pt1']],
	['alter table if exists s.u add n int', accessExclusive, ['s.u']],
	["comment on column s.u.id is 'x'", shareUpdateExclusive, ['s.u']],
	["comment on index i is 'x'", shareUpdateExclusive, ['i']],
	["comment on view v is 'x'", shareUpdateExclusive, ['v']],
	['alter index i rename to i3', shareUpdateExclusive, ['i']],
	['alter index i set (fillfactor = 70)', shareUpdateExclusive, ['i']],
	['reindex index i', accessExclusive, ['i']],
	['drop index i', accessExclusive, ['i', 't']],
	['drop index if exists i', accessExclusive, ['i', 't']],
	['drop table if exists n', 'none', []],
	['alter view v rename to v2', accessExclusive, ['v']],
	['drop view v', accessExclusive, ['v']],
	['create or replace view v as select 1 as x', accessExclusive, ['v']],
	['refresh materialized view mv', accessExclusive, ['mv']],
	['refresh materialized view concurrently mv', 'EXCLUSIVE', ['mv']],
	['drop materialized view mv', accessExclusive, ['mv']],
	['drop sequence sq', accessExclusive, ['sq']],
	['drop statistics st', shareUpdateExclusive, []],
	['analyze', shareUpdateExclusive, []],
	['select * from t for update', 'ROW SHARE', []],
	['select * from t', 'ACCESS SHARE', []],
	['create table n (id int)', 'none', []],
	['create table n (like t including all)', 'none', []],
	['create view vv as select * from t', 'none', []],
	['create function g() returns int language sql as $$select 1$$', 'none', []],
	['alter function f() set schema s', 'none', []],
	['alter type en set schema s', 'none', []],
	["alter type en add value 'b'", 'none', []],
	["comment on function f() is 'x'", 'none', []],
	["comment on trigger tr on t is 'x'", 'none', []],
	['drop type en', 'none', []],
	['create extension if not exists plpgsql', 'none', []],
];
