import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {found, watch} from '../helpers/scenario-findings.ts';
import {type Sampled, sample} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

const rules: readonly string[] = ['rollbacks', 'cache-hit', 'transactions', 'disk-growth'];

describe.each(versions)('unusual values on PostgreSQL %d', async version => {
	const server = await createServer(version, {shared_buffers: '4MB'});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	await sql`create database beside`;
	const beside = server.session('beside');
	let now = Date.now();
	const seeing: Sampled[] = [];
	beforeAll(async () => {
		for (const login of [undefined, monitor]) {
			// How many blocks a second are asked for depends on how busy this machine is.
			const thresholds = {blockReadsPerSecond: 1};
			const sampled = await sample(server.connection(login), {clock: () => new Date(now), thresholds});
			await sampled.section('health', 'ok');
			// From here on it samples when it is told to: once a minute.
			sampled.sampler.pause(true);
			seeing.push(sampled);
		}
	});

	/** A minute in which that was done, which hands in its counters as its session ends; then a sample. */
	async function minute(...statements: readonly string[]): Promise<void> {
		const commits = async () => {
			const [row] = await beside<{many: string}[]>`
				select pg_stat_get_db_xact_commit(oid) as many from pg_database where datname = 'postgres'`;
			return Number(row?.many);
		};
		const before = await commits();
		const session = server.session();
		for (const statement of statements) await session.unsafe(statement);
		await session.end();
		await until(commits, many => many >= before + 30);
		now += 60_000;
		for (const {sampler} of seeing) {
			sampler.refresh();
			await until(
				() => sampler.live.snapshot,
				({sections: {health}}) => health.status === 'ok' && health.sampledAt.getTime() === now,
			);
		}
	}
	const transactions = (many: number, end: 'commit' | 'rollback', reads = ['pg_class']) => {
		const work = reads.map(relation => `perform count(*) from ${relation};`).join(' ');
		return `do $$ begin for n in 1..${many} loop ${work} ${end}; end loop; end $$`;
	};
	// Enough is read that a few blocks which nobody had read before are no share of it.
	const quiet = transactions(30, 'commit', ['pg_class', 'pg_attribute', 'pg_proc', 'pg_depend']);
	const told = ({sampler}: Sampled) =>
		sampler.live.snapshot.findings.rows.filter(({rule}) => rules.includes(rule));

	it('are reported after an hour with other values, and not without values to compare with', async () => {
		for (let many = 0; many < 12; many++) await minute(quiet);
		// How many there are a second depends on how busy this machine is.
		for (const who of seeing) expect(told(who).filter(({rule}) => rule !== 'transactions')).toEqual([]);
		await sql`create table grown as select n, repeat('x', 1000) as body from generate_series(1, 110000) n`;
		await minute(
			quiet,
			transactions(4000, 'commit'),
			transactions(4000, 'rollback'),
			'select count(body) from grown',
		);
		for (const who of seeing) expect(told(who).filter(({rule}) => rule === 'rollbacks')).toEqual([]);
		// The minute is judged when it is over.
		await minute(quiet);
		for (const who of seeing) {
			const of = (rule: string) => told(who).find(item => item.rule === rule);
			expect(of('rollbacks')?.title).toMatch(/^4\d\.\d % of transactions rolled back, usually 0\.\d %$/);
			expect(of('cache-hit')?.title).toMatch(/^cache hit ratio \d\d\.\d %, usually (100|\d\d)\.\d %$/);
			expect(of('cache-hit')?.evidence?.[0]).toMatch(
				/^[\d,]+ blocks a second were read from outside shared buffers\.$/,
			);
			expect(of('transactions')).toMatchObject({severity: 'info'});
			for (const rule of ['rollbacks', 'cache-hit', 'transactions']) {
				expect(of(rule)).toMatchObject({pane: 'health', row: null, help: expect.any(String)});
				expect(of(rule)?.evidence?.slice(rule === 'cache-hit' ? 1 : 0)).toEqual([
					'Usual: the median of the previous 12 minutes.',
				]);
			}
		}
		// The size is read every other minute.
		await minute(quiet);
		await minute(quiet);
		for (const who of seeing) {
			const growth = told(who).find(({rule}) => rule === 'disk-growth');
			expect(growth).toMatchObject({severity: 'warning', pane: 'tables', row: null});
			expect(growth?.title).toMatch(/^database grows by \d{3} MB an hour \([\d,]+ %\)$/);
			expect(growth?.evidence[0]).toMatch(/^From \d\.\d MB to 1[2-4]\d MB in 1\d min\.$/);
			// The value is back to its usual level.
			expect(told(who).filter(({rule}) => rule === 'rollbacks')).toEqual([]);
		}
		expect(seeing.flatMap(({faults}) => faults)).toEqual([]);
	});
});

describe.each(versions)('unusual requests on PostgreSQL %d', async version => {
	const database = await createDatabase(version);

	it('are reported by their p95 of the last complete minute, while requests arrive', async () => {
		await database.sql`create table log (at timestamptz, took float8)`;
		await database.sql`
			insert into log select date_trunc('minute', now()) - minute * interval '1 minute' + interval '1 second',
				case when minute <= 1 then 400 else 100 end
			from generate_series(0, 20) minute, generate_series(1, 60)`;
		const requests = {
			relation: 'public.log',
			columns: {time: 'at', duration: 'took'},
			durationUnit: 'ms',
			errorFrom: 400,
		} as const;
		const watched = await watch(database.connection(), {}, {requests});
		const {finding} = await found(watched, ({id}) => id === 'request-p95');
		expect(finding).toMatchObject({severity: 'warning', pane: 'requests', row: null});
		expect(finding.title).toBe('request p95 400 ms, usually 100 ms');
		expect(finding.evidence[0]).toMatch(
			/^60 requests in the last 1 min\. Usual: the median of the previous (19|20)\.$/,
		);
		await database.sql`update log set at = at - interval '10 minutes'`;
		const later = await watch(database.connection(), {}, {requests});
		expect(later.sampler.live.snapshot.findings.rows.filter(({id}) => id === 'request-p95')).toEqual([]);
	});
});
