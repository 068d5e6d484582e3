import {beforeAll, describe, expect, it} from 'vitest';
import {areas, the38} from '../../bench/pack/documents.ts';
import {patterns} from '../../bench/pack/patterns.ts';
import {report} from '../../bench/pack/report.ts';
import {type Results, runBench} from '../../bench/pack/run.ts';
import {sizesAt} from '../../bench/pack/sizes.ts';
import {createDatabase} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

const scale = 0.001;

/** Every index and constraint of the pack, as PostgreSQL would write it. */
const definitions = `
	select pg_get_indexdef(indexrelid) as line from pg_index join pg_class on pg_class.oid = indexrelid
	where relnamespace in ('public'::regnamespace, 'mcp'::regnamespace) and not relispartition and indisvalid
	order by 1`;

/** On the newest version, as `npm run bench:pack` does it. */
describe('the bench of the pack, at a thousandth of its scale', async () => {
	const database = await createDatabase(18);
	const untouched = await createDatabase(18);
	let results: Results;
	beforeAll(async () => {
		results = await runBench(database.session(), {scale, runs: 1, tell: () => undefined});
		await packUp(untouched.sql);
	});

	it('measures every pattern with and without indexes, with every set of parameters', () => {
		expect(results.patterns.map(({pattern}) => pattern)).toEqual(patterns);
		for (const {pattern, sets} of results.patterns) {
			expect(sets, pattern.name).toHaveLength(pattern.sets(sizesAt(scale)).length);
			for (const side of sets.flatMap(set => [set.without, set.with])) {
				expect(side.executionMs, pattern.name).toBeGreaterThan(0);
				expect(side.buffers, pattern.name).toBeGreaterThan(0);
			}
		}
	});

	it('uses the indexes only in query plans with them', () => {
		const own = new Set(results.indexes.map(({name}) => name));
		const seen = (side: 'without' | 'with') =>
			results.patterns
				.flatMap(({sets}) => sets.flatMap(set => set[side].indexes))
				.filter(name => own.has(name));
		expect(seen('without')).toEqual([]);
		expect(seen('with').length).toBeGreaterThan(0);
	});

	it('records the indexes that foreign keys use on delete', () => {
		const deleted = results.patterns.find(({pattern}) => pattern.name === 'delete a user');
		expect(deleted?.sets[0]?.with.indexes).toContain('idx_request_logs_user_id');
	});

	it('covers all 38 indexes with sizes, and leaves the pack unchanged', async () => {
		const names = results.indexes.map(({name}) => name);
		expect(the38.filter(name => !names.includes(name))).toEqual([]);
		expect(results.indexes.filter(({bytes, buildMs}) => !(bytes > 0 && buildMs > 0))).toEqual([]);
		expect([...(await database.sql.unsafe(definitions))]).toEqual([
			...(await untouched.sql.unsafe(definitions)),
		]);
	});

	it('fills every table of a pattern, with valid references', async () => {
		const sizes = sizesAt(scale);
		const [row] = await database.sql`
			select
				(select count(*) from request_logs)::int as requests,
				(select count(*) from audit_logs)::int as audits,
				(select count(*) from request_logs left join users on users.id = user_id
					where user_id is not null and users.id is null)::int as lost,
				(select count(*) from request_logs join users on users.id = user_id
					where users.tenant_id <> request_logs.tenant_id)::int as strange`;
		// The rows written to measure the cost have been removed.
		expect(row).toEqual({
			requests: sizes.requests,
			audits: sizes.auditRows,
			lost: 0,
			strange: 0,
		});
	});

	it('puts rows of a partitioned table into their months', async () => {
		const defaults = await database.sql<Array<{name: string}>>`
			select oid::regclass::text as name from pg_class
			where relkind = 'r' and pg_get_expr(relpartbound, oid) = 'DEFAULT'`;
		expect(defaults.map(({name}) => name)).toContain('request_logs_default');
		for (const {name} of defaults) {
			expect(await database.sql.unsafe(`select from ${name} limit 1`), name).toHaveLength(0);
		}
	});

	it('gives the report complete data', () => {
		const text = report(results, {date: '2026-01-02', machine: '2 cores'});
		for (const area of areas) expect(text).toContain(`| ${area} `);
		for (const {name} of results.indexes) expect(text).toContain(`\`${name}\``);
		for (const {name} of results.writes) expect(text).toContain(name);
		expect(text).not.toMatch(/NaN|undefined|n\/a/);
	});
});
