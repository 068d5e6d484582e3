import {describe, expect, it} from 'vitest';
import {checkRequestMapping} from '../../source/queries/requests/request-mapping.ts';
import type {RequestSource} from '../../source/queries/requests/request-source.ts';
import {
	readRequestGroups,
	readRequestSeries,
	readRequestSummary,
	readTenants,
} from '../../source/queries/requests/requests.ts';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';

const since = new Date('2026-03-01T00:00:00Z');
const range = {since, windowHours: 24, bucketSeconds: 60};

/** A mapped log of one column of durations, one request a second. */
async function logOf(
	database: TestDatabase,
	type: string,
	unit: 's' | 'ms' | 'us',
	durations: readonly string[],
): Promise<RequestSource> {
	const {sql} = database;
	await sql`drop table if exists odd`;
	await sql.unsafe(`create table odd (at timestamptz, took ${type}, path text default '/')`);
	for (const [second, value] of durations.entries()) {
		await sql.unsafe(
			`insert into odd values ('2026-03-01T00:00:00Z'::timestamptz + ${second} * interval '1 second', ${value})`,
		);
	}
	const checked = await checkRequestMapping(database.reader(), {
		relation: 'odd',
		columns: {time: 'at', duration: 'took', path: 'path'},
		durationUnit: unit,
		errorFrom: 400,
	});
	if (!('mapping' in checked)) throw new Error(checked.problems.join(' '));
	return {kind: 'mapped', mapping: checked.mapping};
}

describe.each(versions)('invalid durations on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const reader = database.reader();

	it.each([
		[
			'float8',
			'ms',
			["'NaN'", "'Infinity'", "'-Infinity'", '-1', '-0.001', 'null', '1e300', '0', '2.5', '10'],
		],
		['float8', 's', ["'NaN'", "'Infinity'", '-1', 'null', '1e308', '1.7e308', '0', '0.0025', '0.01']],
		['numeric', 'us', ["'NaN'", '-1', 'null', '1e30', '0', '2500', '10000']],
		['numeric', 's', ["'NaN'", '-1', 'null', '1e400', '0', '0.0025', '0.01']],
		[
			'interval',
			'ms',
			["'-1 second'", 'null', "'170000 years'", "'0'", "'2.5 milliseconds'", "'10 milliseconds'"],
		],
	] as const)('count as requests, and as no duration: %s in %s', async (type, unit, durations) => {
		const source = await logOf(database, type, unit, durations);
		expect(await readRequestSummary(reader, source, range)).toEqual({
			total: durations.length,
			errors: null,
			averageMs: expect.closeTo((0 + 2.5 + 10) / 3, 9),
			p50Ms: expect.closeTo(2.5, 9),
			p95Ms: expect.closeTo(10, 9),
			p99Ms: expect.closeTo(10, 9),
		});
		const [point] = await readRequestSeries(reader, source, range);
		expect(point).toMatchObject({at: since, count: durations.length, p95Ms: expect.closeTo(10, 9)});
		const {paths} = await readRequestGroups(reader, source, range);
		expect(paths).toMatchObject([{name: '/', count: durations.length, p95Ms: expect.closeTo(10, 9)}]);
	});

	it('leave quantiles null without valid durations', async () => {
		const source = await logOf(database, 'float8', 'ms', ['null', "'NaN'", '-5', 'null', 'null']);
		const unknown = {averageMs: null, p95Ms: null};
		expect(await readRequestSummary(reader, source, range)).toMatchObject({
			total: 5,
			p50Ms: null,
			...unknown,
		});
		expect(await readRequestSeries(reader, source, range)).toMatchObject([{count: 5, ...unknown}]);
		expect((await readRequestGroups(reader, source, range)).paths).toMatchObject([{count: 5, ...unknown}]);
		expect((await readTenants(reader, source, range)).rows).toMatchObject([
			{id: null, requests: 5, ...unknown},
		]);
	});

	it.each([1, 2, 3, 19, 20, 21, 100, 101])(
		'have the quantiles of %d values by their definition',
		async count => {
			const values = Array.from({length: count}, (_unused, n) => (n * 37) % count);
			const source = await logOf(database, 'int', 'ms', values.map(String));
			const sorted = values.toSorted((a, b) => a - b);
			const quantile = (share: number) => sorted[Math.ceil(share * count) - 1];
			expect(await readRequestSummary(reader, source, range)).toMatchObject({
				p50Ms: quantile(0.5),
				p95Ms: quantile(0.95),
				p99Ms: quantile(0.99),
			});
		},
	);

	it('keep the chart intact with a request at infinity', async () => {
		const source = await logOf(database, 'float8', 'ms', ['1', '2']);
		await database.sql`insert into odd values ('infinity', 3), ('-infinity', 4), ('9999-12-31', 5)`;
		const points = await readRequestSeries(reader, source, range);
		expect(points[0]).toMatchObject({at: since, count: 2, averageMs: 1.5});
		expect(points.every(({at}) => Number.isFinite(at.getTime()))).toBe(true);
	});
});
