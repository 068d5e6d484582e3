import {expect} from 'vitest';
import type {Reader} from '../../source/postgres/reader.ts';
import {
	type RequestRange,
	type RequestSource,
	unmappedFacts,
} from '../../source/queries/requests/request-source.ts';
import {
	type RequestGroup,
	type RequestPoint,
	type RequestSummary,
	readRequestGroups,
	readRequestSeries,
	readRequestSummary,
	readTenants,
	type TenantUsage,
} from '../../source/queries/requests/requests.ts';
import {randomNumbers} from './pack-requests.ts';

/** A request as the tests make and judge it. */
export type LogRow = {
	readonly at: Date;
	readonly durationMs: number | null;
	readonly failed: boolean | null;
	readonly tenant: string | null;
	readonly user: string | null;
	readonly path: string | null;
	readonly server: string | null;
};

/** The same in every run. Durations are whole eighths of a millisecond, which floating point adds exactly. */
export function randomLog(
	count: number,
	now: Date,
	seed: number,
	{
		tenants,
		users,
		servers = [],
	}: Record<'tenants' | 'users', readonly string[]> & {servers?: readonly string[]},
): LogRow[] {
	const next = randomNumbers(seed);
	const pick = <T>(items: readonly T[]): T | null => items[Math.floor(next() * items.length)] ?? null;
	return Array.from({length: count}, () => ({
		at: new Date(now.getTime() - 1000 * (60 + Math.floor(next() * 2 * 86_400))),
		durationMs: next() < 0.1 ? null : Math.floor(next() ** 4 * 80_000) / 8,
		failed: next() < 0.1 ? null : next() < 0.2,
		tenant: next() < 0.1 ? null : pick(tenants),
		user: next() < 0.2 ? null : pick(users),
		path: next() < 0.05 ? null : `/path/${Math.floor(next() ** 2 * 8)}`,
		server: pick(servers),
	}));
}

const known = (rows: readonly LogRow[]) =>
	rows.flatMap(({durationMs}) => (durationMs === null ? [] : [durationMs])).sort((a, b) => a - b);

/** An observed duration: the least that is not below that share of all. */
function percentile(rows: readonly LogRow[], share: number): number | null {
	const sorted = known(rows);
	return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

function average(rows: readonly LogRow[]): number | null {
	const all = known(rows);
	return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0) / all.length;
}

/** Without a status the number of errors is unknown, not 0. */
function errors(rows: readonly LogRow[]): number | null {
	const judged = rows.filter(({failed}) => failed !== null);
	return judged.length === 0 && rows.length > 0 ? null : judged.filter(({failed}) => failed).length;
}

function grouped<Key>(rows: readonly LogRow[], keyOf: (row: LogRow) => Key): Map<Key, LogRow[]> {
	const groups = new Map<Key, LogRow[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group) group.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}

export function summaryOf(rows: readonly LogRow[]): RequestSummary {
	return {
		total: rows.length,
		errors: errors(rows),
		averageMs: average(rows),
		p50Ms: percentile(rows, 0.5),
		p95Ms: percentile(rows, 0.95),
		p99Ms: percentile(rows, 0.99),
	};
}

function seriesOf(rows: readonly LogRow[], bucketSeconds: number): RequestPoint[] {
	const width = bucketSeconds * 1000;
	return [...grouped(rows, ({at}) => Math.floor(at.getTime() / width) * width)]
		.sort(([a], [b]) => a - b)
		.map(([at, group]) => ({
			at: new Date(at),
			count: group.length,
			errors: errors(group),
			averageMs: average(group),
			p95Ms: percentile(group, 0.95),
		}));
}

/** In order of name: where two have the same p95, theirs is not told. */
function groupsOf(rows: readonly LogRow[], by: 'path' | 'server'): RequestGroup[] {
	return [...grouped(rows, row => row[by])]
		.flatMap(([name, group]) =>
			name === null || group.length < 5
				? []
				: [
						{
							name,
							count: group.length,
							errors: errors(group),
							averageMs: average(group),
							p95Ms: percentile(group, 0.95),
						},
					],
		)
		.sort(byName);
}

function tenantsOf(rows: readonly LogRow[], usersKnown: boolean): TenantUsage[] {
	return [...grouped(rows, ({tenant}) => tenant)]
		.map(([id, group]) => ({
			id,
			requests: group.length,
			users: usersKnown ? new Set(group.flatMap(({user}) => user ?? [])).size : null,
			averageMs: average(group),
			p95Ms: percentile(group, 0.95),
			errors: errors(group),
		}))
		.sort((a, b) => String(a.id).localeCompare(String(b.id)));
}

const byName = (a: {name: string}, b: {name: string}) => a.name.localeCompare(b.name);

/** Durations that were brought to milliseconds, and their sums, are equal but for the last digits. */
function near<Row extends object>(row: Row): unknown {
	return Object.fromEntries(
		Object.entries(row).map(([key, value]) => [
			key,
			key.endsWith('Ms') && value !== null ? expect.closeTo(value, 6) : value,
		]),
	);
}

/** Reads all that there is to read of a source, and compares it with the rows that it should stand on. */
export async function expectRequests(
	reader: Reader,
	source: RequestSource,
	range: RequestRange,
	rows: readonly LogRow[],
): Promise<void> {
	const wanted = rows.filter(
		({at, tenant}) => at >= range.since && (range.tenant === undefined || tenant === range.tenant),
	);
	expect(await readRequestSeries(reader, source, range)).toEqual(
		seriesOf(wanted, range.bucketSeconds).map(near),
	);
	// The pack's own summary has no tenant, and rounds to hundredths.
	if (source.kind === 'mapped') {
		expect(await readRequestSummary(reader, source, range)).toEqual(near(summaryOf(wanted)));
	}
	const groups = await readRequestGroups(reader, source, range);
	expect(groups.paths.toSorted(byName)).toEqual(groupsOf(wanted, 'path').map(near));
	expect(groups.servers.toSorted(byName)).toEqual(groupsOf(wanted, 'server').map(near));
	const slowest = groups.paths.map(({p95Ms}) => p95Ms ?? -1);
	expect(slowest).toEqual(slowest.toSorted((a, b) => b - a));

	const usage = await readTenants(reader, source, range);
	expect(usage.rows.toSorted((a, b) => String(a.id).localeCompare(String(b.id)))).toEqual(
		tenantsOf(wanted, !unmappedFacts(source).includes('user')).map(near),
	);
	const busiest = usage.rows.map(({requests}) => requests);
	expect(busiest).toEqual(busiest.toSorted((a, b) => b - a));
	expect(usage.allRequests).toBe(wanted.length);
	expect(usage.allTenants).toBe(usage.rows.length);
}
