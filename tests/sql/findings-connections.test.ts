import {beforeAll, describe, expect, it} from 'vitest';
import {describeError, toServerError} from '../../source/postgres/server-error.ts';
import {versions} from '../helpers/database.ts';
import {failureOf, until} from '../helpers/scenario.ts';
import {found, gone, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

/** Eight of thirty are enough to tell of: the test need not open hundreds. */
const thresholds = {connectionsPercent: 25, connectionsCriticalPercent: 95, idleInTransactionSeconds: 3600};
const connections = ({id}: {id: string}) => id === 'connections';

describe.each(versions)('connections of PostgreSQL %d', async version => {
	const server = await createServer(version, {max_connections: '30'});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	const app = await server.createRole('app');
	let seeing: Sampled[] = [];
	beforeAll(async () => {
		seeing = [
			await watch(server.connection(), thresholds),
			await watch(server.connection(monitor), thresholds),
		];
	});
	const total = async () => {
		const [row] = await sql<{total: number}[]>`
			select count(*)::int as total from pg_stat_activity where backend_type = 'client backend'`;
		return row?.total ?? 0;
	};
	/** Idle sessions of the application, until so many are taken in all. */
	const taken = async (all: number) => {
		const open: Array<ReturnType<typeof server.session>> = [];
		for (let now = await total(); now < all; now++) {
			const session = server.session('postgres', app, 'shop');
			await session`select 1`;
			open.push(session);
		}
		return open;
	};

	it('near their limit name the role with the most connections', async () => {
		const open = await taken(7);
		for (const who of seeing) await gone(who, connections);
		open.push(...(await taken(12)));
		const [first] = open;
		await first?.unsafe('begin');
		for (const who of seeing) {
			const {finding} = await found(
				who,
				item =>
					connections(item) &&
					['1 idle in transaction', '"shop"'].every(text => item.evidence.join().includes(text)),
			);
			expect(finding).toMatchObject({severity: 'warning', pane: 'health', row: null});
			expect(finding.title).toMatch(/^1[2-4] of 30 connections in use \(4\d %\)$/);
			expect(finding.evidence[0]).toMatch(/\d idle, 1 idle in transaction\.$/);
			expect(finding.evidence[1]).toMatch(/^Most sessions: app "shop" in postgres: [4-9]; /);
		}
		await Promise.all(open.map(session => session.end()));
		for (const who of seeing) await gone(who, connections);
	});

	it('are critical if only reserved ones are left, whatever their share', async () => {
		await until(total, now => now < 10);
		const open = await taken(27);
		const refused = await failureOf(server.session('postgres', app, 'late')`select 1`);
		expect(describeError(toServerError(refused))).toMatch(
			/(already|reserved for .*)\. No connection is left for this role\. Close some, or raise max_connections\.$/,
		);
		for (const who of seeing) {
			const {finding} = await found(who, item => connections(item) && item.severity === 'critical');
			expect(finding.title).toMatch(/^connections exhausted: 2[78] of 30 in use, [23] left, all reserved$/);
		}
		await Promise.all(open.map(session => session.end()));
	});

	it('leave values unknown, with the reason, if the console gets only the last one', async () => {
		await until(total, now => now < 10);
		const open = await taken(26);
		const late = await watch(server.connection(app), thresholds);
		const {unknown} = await until(
			() => late.sampler.live.snapshot.findings,
			findings => findings.unknown.some(({rule}) => rule === 'wraparound'),
		);
		expect(late.sampler.live.link.state).toBe('live');
		expect(unknown.find(({rule}) => rule === 'wraparound')).toMatchObject({
			reason: expect.stringContaining('No connection is left for this role'),
			blind: true,
		});
		await Promise.all(open.slice(0, 3).map(session => session.end()));
		await late.live(({snapshot: {sections}}) => sections.vacuum.status === 'ok');
		await Promise.all(open.slice(3).map(session => session.end()));
		expect([...seeing, late].flatMap(({faults}) => faults)).toEqual([]);
	});
});
