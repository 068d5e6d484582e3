import {beforeEach, describe, expect, it} from 'vitest';
import {evidenceOf} from '../../source/actions/indexes/drop-evidence.ts';
import {scansSince} from '../../source/actions/indexes/elsewhere.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {blocking, details, openOperator} from '../helpers/scenario-actions.ts';
import {createServer} from '../helpers/scenario-server.ts';
import {createStandby, settingsOfPrimary, untilCaughtUp} from '../helpers/standby.ts';

it.each([
	[5, 5, 0, 0],
	[5, 8, 0, 3],
	[0, 1, 0, 1],
	// After a reset every scan counts as use.
	[5, 2, 0, 2],
	[5, 0, 0, 0],
	// Our own, which are counted a moment later.
	[5, 7, 2, 0],
	[5, 6, 2, 0],
	[5, 5, 2, 0],
	[5, 8, 2, 1],
])('scans went from %d to %d, %d by pgdeck itself: %d count as use', (before, now, own, since) => {
	expect(scansSince(before, now, own)).toBe(since);
});

describe.each(everyVersion)('before each drop of PostgreSQL %d the standbys', async version => {
	const primary = await createServer(version, settingsOfPrimary);
	const standby = await createStandby(version, primary, {name: 'standby', ...settingsOfPrimary});
	const sql = primary.session();
	const operator = await openOperator(primary.connection());
	const node = `127.0.0.1:${standby.port}`;
	/** Named in the configuration: a password goes to no other address. */
	const replicas = [`host=127.0.0.1 port=${standby.port}`];

	beforeEach(async () => {
		await sql.unsafe(`drop table if exists busy; create table busy (id int, n int);
			insert into busy select n, n from generate_series(1, 1000) n;
			create index one on busy (id); create index two on busy (n)`);
		await untilCaughtUp(primary, standby);
	});

	/** With what the standby has counted by now. */
	const planOf = async () => {
		const rows = await sql<{oid: number}[]>`
			select oid::int from pg_class where relname in ('one', 'two') order by relname`;
		const oids = rows.map(({oid}) => oid);
		const reader = primary.reader('sampling');
		const connection = primary.connection();
		const endpoint = {host: '127.0.0.1', port: primary.port, service: null, productionPatterns: []};
		const topic = indexesTopic({
			...{file: undefined, connection, replicas: [standby.connection()], patient: true},
		});
		const section = await readTopic(
			topic,
			{
				...(await openSession(reader, endpoint)),
				...{reader: reader.metered(), apart: reader.metered(), now: new Date()},
				...{windowHours: 1, afresh: true, shown: true},
			},
			pending,
		);
		await topic.close?.();
		const evidence = section.status === 'ok' ? evidenceOf(section.value, oids) : undefined;
		if (!evidence) throw new Error(JSON.stringify(section));
		return operator.plan({action: 'drop-indexes', oids, evidence});
	};
	const scanOnStandby = async (column: string, times: number) => {
		const other = standby.session();
		await other.unsafe('set enable_seqscan = off; set enable_bitmapscan = off');
		for (let turn = 0; turn < times; turn++) await other.unsafe(`select * from busy where ${column} = 5`);
		await other.end();
		const index = column === 'id' ? 'one' : 'two';
		await until(
			() => standby.session().unsafe(`select pg_stat_get_numscans('${index}'::regclass)::int as scans`),
			([row]) => row?.scans === times,
		);
	};

	it('are asked again, and allow drops if nothing changed', async () => {
		const plan = await planOf();
		expect(details(plan, 'pass')).toContain(`asked again before each drop: ${node}`);
		expect(plan.units.map(({target}) => target)).toMatchObject([
			{name: 'public.one', elsewhere: [{node, scans: 0}]},
			{name: 'public.two', elsewhere: [{node, scans: 0}]},
		]);
		// The replica's password must not appear in a plan, which is printed and journaled.
		expect(JSON.stringify(plan)).not.toContain(standby.connection().password);
		expect((await operator.begin(plan, {replicas}).result).status).toBe('done');
	});

	it('stop a drop after a scan on a standby, and keep the drops before it', async () => {
		const plan = await planOf();
		await scanOnStandby('n', 3);
		const progress = await operator.begin(plan, {replicas}).result;
		expect(progress.units.map(({state}) => state)).toEqual(['done', 'failed']);
		expect(progress.note).toBe(`not run: used 3 times on ${node} since the plan was made`);
		expect(operator.entries('started').at(-1)).toMatchObject({title: 'Drop index public.one'});
		// Known when it is planned anew, the few scans are a warning.
		const again = await planOf();
		expect(blocking(again)).toEqual([]);
		expect(details(again, 'warn').join('\n')).toContain(`two: ${node} (standby): 3 scans`);
	});

	it('are reached through the configured connections', async () => {
		const plan = await planOf();
		const strangers = [`host=127.0.0.1 port=${standby.port} user=nobody_of_that_name password=x`];
		const progress = await operator.begin(plan, {replicas: strangers}).result;
		expect(progress.note).toMatch(
			new RegExp(`^not run: ${node}, part of the evidence, no longer answers: .*nobody_of_that_name`),
		);
		expect((await operator.begin(plan, {replicas}).result).status).toBe('done');
	});

	it('stop drops if one is unreachable or was promoted', async () => {
		const plan = await planOf();
		await standby.kill();
		const away = await operator.begin(plan, {replicas}).result;
		expect(away.units.map(({state}) => state)).toEqual(['failed', 'skipped']);
		expect(away.note).toMatch(
			new RegExp(`^not run: ${node}, part of the evidence, no longer answers: .*ECONNREFUSED`),
		);
		await standby.start();
		await standby.session().unsafe('select pg_promote()');
		const promoted = await operator.begin(plan, {replicas}).result;
		expect(promoted.note).toBe(
			`not run: ${node}, part of the evidence, was asked again: it is not a standby: a copy, or this server under another name`,
		);
		expect((await sql`select from pg_class where relname in ('one', 'two')`).length).toBe(2);
	});
});
