import {beforeAll, describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {pidOf} from '../helpers/scenario.ts';
import {found, gone, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

/** Shares of 2^31: just over 107,000 transactions and 10,700 multixacts. */
const thresholds = {wraparoundPercent: 0.005, wraparoundCriticalPercent: 50, idleInTransactionSeconds: 0};

describe.each(versions)('findings about the age of PostgreSQL %d', async version => {
	const server = await createServer(version, {
		autovacuum: 'on',
		autovacuum_naptime: '1',
		// The least that there can be.
		autovacuum_freeze_max_age: '100000',
		autovacuum_multixact_freeze_max_age: '10000',
	});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	// A page takes a VACUUM of autovacuum 100 ms: it runs for as long as the test does. It comes for its age alone.
	await sql`create table slow (id int, body text) with (autovacuum_enabled = off, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)`;
	await sql`insert into slow select n, repeat('x', 1000) from generate_series(1, 20000) n`;
	await sql`create table burned (id int)`;
	const holding = server.session('postgres', undefined, 'report');
	const pid = await pidOf(holding);
	let seeing: Sampled[] = [];
	beforeAll(async () => {
		seeing = [
			await watch(server.connection(), thresholds),
			await watch(server.connection(monitor), thresholds),
		];
		await holding.unsafe('begin isolation level repeatable read; insert into burned values (0)');
		// Each savepoint that writes takes a number. Past the 131,072nd the server sees to it that autovacuum comes.
		await sql`do $$ begin
			for n in 1..150000 loop
				begin insert into burned values (n); exception when division_by_zero then null; end;
			end loop;
		end $$`;
	});

	it('report an idle transaction with the age of the xmin horizon that it holds back', async () => {
		for (const who of seeing) {
			const {finding} = await found(
				who,
				item =>
					item.rule === 'idle-in-transaction' &&
					item.evidence.some(text => / 150,\d{3} transactions/.test(text)),
			);
			expect(finding.row).toMatch(new RegExp(`^${pid} `));
			expect(finding.title).toContain('"report" of postgres');
			// It is one finding, and no second one of the horizon.
			expect(who.sampler.live.snapshot.findings.rows.filter(({rule}) => rule === 'xmin-horizon')).toEqual([]);
		}
	});

	it('report databases near wraparound, the holder of their xmin horizon, and their oldest tables', async () => {
		for (const who of seeing) {
			const {finding} = await found(
				who,
				({id, evidence}) => id === 'wraparound:transactions:postgres' && /held back by/.test(evidence.join()),
			);
			expect(finding).toMatchObject({severity: 'warning', pane: 'vacuum'});
			expect(finding.title).toMatch(
				/^postgres: 0\.0 % of the way to transaction wraparound \(threshold 0\.005 %\), 2,14\d,\d{3},\d{3} left$/,
			);
			expect(finding.evidence[0]).toMatch(
				/^Its oldest row is 15\d,\d{3} transactions old; autovacuum freezes above 100,000\.$/,
			);
			expect(finding.evidence.at(-1)).toMatch(
				new RegExp(`^Xmin horizon held back by session ${pid} \\(postgres, report\\), `),
			);
			const {finding: other} = await found(who, ({id}) => id === 'wraparound:transactions:template1');
			expect(other.row).toBeNull();
		}
	});

	it('report the table held back by the transaction, and the one being frozen', async () => {
		for (const who of seeing) {
			const {finding} = await found(
				who,
				({id, title}) => id === 'autovacuum-overdue' && title.includes(`session ${pid}`),
			);
			expect(finding).toMatchObject({severity: 'warning', pane: 'vacuum', row: expect.any(String)});
			expect(finding.title).toMatch(
				/^autovacuum is overdue on 1 table, first burned \(session \d+ \(postgres, report\)\)$/,
			);
			expect(finding.evidence.some(text => / transactions old \(threshold 100,000\)/.test(text))).toBe(true);
			const freeze = await found(
				who,
				({title}) => title === 'autovacuum is freezing slow to prevent wraparound',
			);
			expect(freeze.finding).toMatchObject({severity: 'info', pane: 'vacuum', sinceKnown: true});
			expect(freeze.finding.row).toEqual(expect.any(String));
			expect(freeze.finding.evidence[0]).toMatch(/^\d+ % of its pages have been scanned\.$/);
			// A table being frozen is not overdue.
			expect(finding.evidence.filter(text => text.startsWith('slow:'))).toEqual([]);
		}
	});

	it('end with the transaction', async () => {
		await holding.unsafe('rollback');
		for (const who of seeing) await gone(who, ({id}) => id === 'autovacuum-overdue');
	});

	it('report multixacts separately', async () => {
		await sql`create table shared (id int)`;
		await sql`insert into shared values (1)`;
		await sql`do $$ begin
			for n in 1..11500 loop
				perform from shared for key share;
				begin perform from shared for no key update; exception when division_by_zero then null; end;
				commit;
			end loop;
		end $$`;
		const few = {
			wraparoundPercent: 0.0005,
			wraparoundCriticalPercent: 0.0005,
			idleInTransactionSeconds: 3600,
		};
		const who = await watch(server.connection(monitor), few);
		const {finding} = await found(who, ({id}) => id === 'wraparound:multixacts:postgres');
		expect(finding).toMatchObject({severity: 'critical', pane: 'vacuum'});
		expect(finding.evidence[0]).toMatch(
			/^Its oldest row is 1[12],\d{3} multixacts old; autovacuum freezes above 10,000\.$/,
		);
	});

	it('cause no fault in pgdeck', () => {
		expect(seeing.flatMap(({faults}) => faults)).toEqual([]);
	});
});
