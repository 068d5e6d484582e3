import {beforeAll, describe, expect, it} from 'vitest';
import {mappingText} from '../../source/domain/requests/words.ts';
import {checkRequestMapping, requestMappingConfig} from '../../source/queries/requests/request-mapping.ts';
import {createDatabase, versions} from '../helpers/database.ts';

describe.each(versions)('checking a request mapping on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const plain = await database.createRole();

	beforeAll(async () => {
		await sql.unsafe(`
			create schema hidden;
			create table hidden.log (at timestamptz, took int);
			create table log (
				at timestamptz, took int, status int, tenant text, name text, day date, time time, spent interval,
				price money, id oid, flags jsonb, gone int, ok boolean
			);
			alter table log drop column gone;
			create sequence counter;
			create type pair as (at timestamptz, took int);
			create view "View.With" as select at, took as "to.ok" from log;
		`);
	});

	const check = (
		columns: Readonly<Record<string, string>>,
		relation = 'log',
		role?: typeof plain,
	): Promise<readonly string[]> =>
		checkRequestMapping(
			database.reader(role),
			requestMappingConfig.parse({relation, columns: {time: 'at', duration: 'took', ...columns}}),
		).then(answer => ('problems' in answer ? answer.problems.map(mappingText) : []));

	it('accepts fitting columns', async () => {
		expect(await check({status: 'status', tenant: 'tenant', user: 'flags', path: 'name'})).toEqual([]);
		expect(await check({duration: 'spent', status: 'ok', tenant: 'id'})).toEqual([]);
	});

	it('names each missing or dropped column', async () => {
		expect(await check({time: 'AT', tenant: 'gone', path: 'ctid'})).toEqual([
			'requests.columns.time: "AT" is not a column of log',
			'requests.columns.tenant: "gone" is not a column of log',
			'requests.columns.path: "ctid" is not a column of log',
		]);
	});

	it('names each column of another type', async () => {
		expect(await check({time: 'day', duration: 'name', status: 'tenant'})).toEqual([
			'requests.columns.time: "day" is date, not a timestamp',
			'requests.columns.duration: "name" is text, not a number or an interval',
			'requests.columns.status: "tenant" is text, not a number or a boolean',
		]);
		expect(await check({time: 'time', duration: 'ok', status: 'at'})).toEqual([
			'requests.columns.time: "time" is time, not a timestamp',
			'requests.columns.duration: "ok" is bool, not a number or an interval',
			'requests.columns.status: "at" is timestamptz, not a number or a boolean',
		]);
		// Numeric by category, but no numbers to compute with.
		expect(await check({duration: 'price', status: 'id'})).toEqual([
			'requests.columns.duration: "price" is money, not a number or an interval',
			'requests.columns.status: "id" is oid, not a number or a boolean',
		]);
	});

	it('names each column that the role may not read', async () => {
		const columns = {tenant: 'tenant'};
		const refused = (role: string, column: string) =>
			`requests.columns.${role}: this role may not read "${column}"`;
		expect(await check(columns, 'log', plain)).toEqual([
			refused('time', 'at'),
			refused('duration', 'took'),
			refused('tenant', 'tenant'),
		]);
		await sql`grant select (at, took) on log to ${sql(plain.user)}`;
		expect(await check(columns, 'log', plain)).toEqual([refused('tenant', 'tenant')]);
		await sql`grant select on log to ${sql(plain.user)}`;
		expect(await check(columns, 'log', plain)).toEqual([]);
	});

	it.each(['nothing', 'nowhere.log', 'counter', 'pair', 'LOG', 'hidden.LOG'])(
		'rejects the relation %s',
		async relation => {
			expect(await check({}, relation)).toEqual([
				`requests.relation "${relation}" does not exist, or is not in the search_path`,
			]);
		},
	);

	it('names a schema without USAGE', async () => {
		expect(await check({}, 'hidden.log')).toEqual([]);
		expect(await check({}, 'hidden.log', plain)).toEqual([
			`requests.relation "hidden.log" is hidden from this role: permission denied for schema hidden`,
		]);
		await sql`grant usage on schema hidden to ${sql(plain.user)}`;
		expect(await check({}, 'hidden.log', plain)).toEqual([
			'requests.columns.time: this role may not read "at"',
			'requests.columns.duration: this role may not read "took"',
		]);
	});

	it('rejects column names with a dot', async () => {
		expect(await check({}, 'View.With')).toEqual([
			'requests.relation "View.With" does not exist, or is not in the search_path',
		]);
		const taken = (relation: string, duration: string) =>
			requestMappingConfig.safeParse({relation, columns: {time: 'at', duration}}).success;
		expect([taken('x', 'took'), taken('x', 'to.ok'), taken('"log"', 'took'), taken('a.b.c', 'took')]).toEqual(
			[true, false, false, false],
		);
	});
});
