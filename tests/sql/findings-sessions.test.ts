import {beforeAll, describe, expect, it} from 'vitest';
import type {Finding} from '../../source/domain/findings/finding.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {begin, hold, until, untilWaiting} from '../helpers/scenario.ts';
import {found, gone, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';

/** Thresholds of 0 report every condition at once. Other tests share the server, so findings are matched by PID or name. */
const thresholds = {
	...{blockedSeconds: 0, blockedCriticalSeconds: 3600},
	...{idleInTransactionSeconds: 0, idleInTransactionCriticalSeconds: 3600},
	...{longQuerySeconds: 1, longTransactionSeconds: 3600, slowQuerySeconds: 0, preparedSeconds: 0},
	tempBytesPerSecond: 1000,
};
const of = (rule: string, who: number | string) => (finding: Finding) => {
	const row = finding.row ?? finding.title;
	// 12 must not match 123, which may be a session of another file.
	return finding.rule === rule && row.startsWith(String(who)) && !/^\d/.test(row.slice(String(who).length));
};

describe.each(versions)('findings about sessions of PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const monitor = await database.createRole(['pg_monitor']);
	const plain = await database.createRole();
	let [asSuper, asMonitor, asPlain]: Sampled[] = [];

	beforeAll(async () => {
		await sql`create table orders (id int primary key, state int)`;
		await sql`insert into orders select n, 0 from generate_series(1, 10) n`;
		await sql.unsafe(`grant all on orders to ${plain.user}`);
		asSuper = await watch(database.connection(), thresholds);
		asMonitor = await watch(database.connection(monitor), thresholds);
		asPlain = await watch(database.connection(plain), thresholds);
	});
	const seeing = () => [asSuper, asMonitor] as Sampled[];

	it('name the root of a chain with a queued ALTER TABLE, and not the sessions that it blocks', async () => {
		const root = await hold(
			database,
			"set local application_name = 'night job'",
			'update orders set state = 1',
		);
		const alter = await begin(database, 'begin; alter table orders add column note text');
		await untilWaiting(database, alter);
		const behind = await begin(database, 'select count(*) from orders');
		await untilWaiting(database, behind);
		for (const who of seeing()) {
			const {finding, live} = await found(
				who,
				item => of('blocking', root.pid)(item) && item.title.includes('blocks 2 sessions'),
			);
			expect(finding).toMatchObject({
				severity: 'warning',
				code: 'blocked-by-idle-session',
				facts: {sessions: 2},
				pane: 'blocking',
				sinceKnown: true,
			});
			expect(finding.title).toMatch(
				new RegExp(`^${root.pid} "night job" of \\w+ blocks 2 sessions for up to`),
			);
			expect(finding.evidence.join(' ')).toContain('idle in transaction, transaction open');
			expect(finding.help).toContain('terminate it');
			const victims = live.snapshot.findings.rows.filter(({row}) =>
				[alter.pid, behind.pid].some(pid => row?.startsWith(`${pid} `)),
			);
			expect(victims).toEqual([]);
		}
		await root.release();
		for (const {pid} of [alter, behind]) await sql`select pg_terminate_backend(${pid})`;
		for (const who of seeing()) await gone(who, of('blocking', root.pid));
	});

	it.each([
		[
			'idle in transaction',
			"set local application_name = 'forgotten'; update orders set state = 3 where id = 9",
		],
		['idle in transaction (aborted)', "set local application_name = 'forgotten'; select 1/0"],
	])('name a session that is %s', async (state, statement) => {
		const session = database.session();
		const [{pid} = {pid: 0}] = await session<{pid: number}[]>`select pg_backend_pid() as pid`;
		const before = Date.now();
		await session.unsafe(`begin; ${statement}`).catch(() => undefined);
		for (const who of seeing()) {
			const {finding} = await found(who, of('idle-in-transaction', pid));
			expect(finding).toMatchObject({severity: 'warning', pane: 'sessions', sinceKnown: true});
			expect(finding.title).toContain(`${state} for`);
			expect(finding.title).toContain(`in ${database.name}`);
			expect(finding.since.getTime()).toBeGreaterThan(before - 1000);
		}
		await session.unsafe('rollback');
		await session.end();
	});

	it('report a long statement once, with its text', async () => {
		const running = await begin(database, 'select pg_sleep(600) /* nightly */');
		for (const who of seeing()) {
			const {finding, live} = await found(who, of('long-running', running.pid));
			expect(finding).toMatchObject({severity: 'info', pane: 'sessions', sinceKnown: true});
			expect(finding.evidence.join(' ')).toContain('/* nightly */');
			const slow = live.snapshot.findings.rows.filter(
				({id, row}) => id === 'slow:now' && row === finding.row,
			);
			expect(slow).toEqual([]);
		}
		await sql`select pg_terminate_backend(${running.pid})`;
		for (const who of seeing()) await gone(who, of('long-running', running.pid));
	});

	it('name a forgotten prepared transaction, also as a root blocker', async () => {
		const gid = `forgotten ${database.name}`;
		const session = database.session();
		await session.unsafe(`begin; update orders set state = 5 where id = 5; prepare transaction '${gid}'`);
		const behind = await begin(database, 'update orders set state = 6 where id = 5');
		await untilWaiting(database, behind);
		for (const who of seeing()) {
			const {finding} = await found(who, item => item.id === `prepared:${database.name}:${gid}`);
			expect(finding).toMatchObject({severity: 'warning', pane: 'databases', sinceKnown: true});
			expect(finding.row).not.toBeNull();
			expect(finding.title).toContain(gid);
			const root = await found(who, of('blocking', `prepared ${gid}`));
			expect(root.finding.help).toContain('ROLLBACK PREPARED');
			const doubled = root.live.snapshot.findings.rows.filter(
				({rule, title}) => rule === 'xmin-horizon' && title.includes(gid),
			);
			expect(doubled).toEqual([]);
		}
		await session.unsafe(`rollback prepared '${gid}'`);
		await behind.result;
		await session.end();
	});

	it('keep reporting a deadlock after it has been resolved', async () => {
		const [one, other] = [
			await hold(database, "set local deadlock_timeout = '10ms'", 'update orders set state = 1 where id = 1'),
			await hold(database, "set local deadlock_timeout = '10ms'", 'update orders set state = 1 where id = 2'),
		];
		const first = one.sql.unsafe('update orders set state = 1 where id = 2').catch((error: Error) => error);
		const second = other.sql
			.unsafe('update orders set state = 1 where id = 1')
			.catch((error: Error) => error);
		const results = await Promise.all([
			first.then(async result => {
				await one.release();
				return result;
			}),
			second.then(async result => {
				await other.release();
				return result;
			}),
		]);
		expect(results.filter(result => result instanceof Error)).toHaveLength(1);
		await Promise.all([one.sql.end(), other.sql.end()]);
		for (const who of seeing()) {
			const {finding, live} = await found(who, ({id}) => id === 'deadlocks', true);
			expect(finding).toMatchObject({severity: 'warning', pane: 'health', row: null});
			// Later samples still have it.
			const later = live.snapshot.takenAt.getTime() + 1000;
			const {snapshot} = await who.live(item => item.snapshot.takenAt.getTime() > later);
			expect(snapshot.findings.rows.find(({id}) => id === 'deadlocks')?.title).toBe(
				'1 deadlock in the last 10 minutes',
			);
		}
	});

	it('lead from many temporary files to the statement that writes the most', async () => {
		await sql`create extension if not exists pg_stat_statements`;
		const watched = asSuper as Sampled;
		watched.sampler.refresh();
		await watched.live(({snapshot}) => snapshot.sections.statements.status === 'ok');
		const session = database.session();
		await session.unsafe("set work_mem = '64kB'");
		await session.unsafe(
			'select count(*) from (select md5(n::text) as spilled from generate_series(1, 100000) n order by 1) x',
		);
		await session.end();
		await found(watched, ({id}) => id === 'temporary-files', true);
		// Statements are read less often than counters, so the link follows later.
		const {finding} = await found(watched, ({id, pane}) => id === 'temporary-files' && pane === 'statements');
		expect(finding.severity).toBe('warning');
		expect(finding.title).toContain('temporary files: ');
		expect(finding.row).not.toBeNull();
	});

	it('name an index that a failed build left, and treat one of a partitioned table as information', async () => {
		await sql`create table twice (a int)`;
		await sql`insert into twice values (1), (1)`;
		await sql`create unique index concurrently broken on twice (a)`.catch(() => undefined);
		await sql`create table parts (a int) partition by range (a)`;
		await sql`create table parts_1 partition of parts for values from (0) to (10)`;
		await sql`create index parent on only parts (a)`;
		for (const who of seeing()) {
			const whole = await found(who, ({title}) => title === 'invalid index public.broken on twice');
			expect(whole.finding).toMatchObject({severity: 'warning', pane: 'indexes'});
			expect(whole.finding.row).not.toBeNull();
			const {finding} = await found(who, ({title}) => title.includes('invalid index public.parent on parts'));
			expect(finding).toMatchObject({severity: 'info', evidence: []});
			expect(finding.help).toContain('ATTACH PARTITION');
		}
	});

	it('report what is hidden from a plain role and visible with pg_monitor', async () => {
		const session = await hold(database, 'select 1');
		const hidden = await until(
			() => (asPlain as Sampled).sampler.live.snapshot.findings.unknown,
			list => list.some(({rule}) => rule === 'idle-in-transaction'),
		);
		for (const rule of ['idle-in-transaction', 'long-running']) {
			expect(hidden.find(item => item.rule === rule)).toMatchObject({
				code: 'hidden',
				grant: `GRANT pg_monitor TO ${plain.user}`,
				blind: true,
			});
		}
		const {findings} = (asMonitor as Sampled).sampler.live.snapshot;
		// Sequences of other databases need connections of their own, which this sampler has not.
		expect(findings.unknown.filter(({blind, rule}) => blind && rule !== 'sequences')).toEqual([]);
		await session.release();
	});

	it('cause no fault in pgdeck', () => {
		expect([asSuper, asMonitor, asPlain].flatMap(sampled => sampled?.faults ?? [])).toEqual([]);
	});
});
