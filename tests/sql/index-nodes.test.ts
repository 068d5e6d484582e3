import {mkdtempSync, rmSync} from 'node:fs';
import {connect as connectSocket, createServer as createListener} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {type DropEvidence, evidenceOf} from '../../source/actions/indexes/drop-evidence.ts';
import {dropIndexes} from '../../source/actions/indexes/drop-indexes.ts';
import type {Indexes} from '../../source/domain/indexes/schema.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic, type TopicContext} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {allowLogins, createServer, type Login} from '../helpers/scenario-server.ts';
import {createStandby, settingsOfPrimary, untilCaughtUp} from '../helpers/standby.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-nodes-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

describe.each(everyVersion)('indexes on the nodes of PostgreSQL %d', async version => {
	const primary = await createServer(version, settingsOfPrimary);
	const sql = primary.session();
	await sql.unsafe('create table t (id int primary key, a int, b int)');
	await sql.unsafe('insert into t select n, n, n from generate_series(1, 20000) n');
	await sql.unsafe('create index on_standby on t (a)');
	await sql.unsafe('create index on_nobody on t (b)');
	await sql.unsafe('analyze t');
	const standby = await createStandby(version, primary, {name: 'standby', ...settingsOfPrimary});
	const monitor = {user: 'mon', password: 'secret'};
	const plain = {user: 'plain', password: 'secret'};
	/** Logs in without a password: what replication reports is asked only then. */
	const trusted = {user: 'trusted', password: ''};
	const file = path.join(folder, `${version}.sqlite`);

	beforeAll(async () => {
		await sql.unsafe("create role mon login password 'secret' in role pg_monitor");
		await sql.unsafe("create role plain login password 'secret'");
		await sql.unsafe('create role trusted login in role pg_monitor');
		for (const server of [primary, standby]) {
			const session = server.session();
			await allowLogins(session, 'host all trusted 127.0.0.1/32 trust');
			await session.end();
		}
		await untilCaughtUp(primary, standby);
		const reading = primary.session();
		for (let turn = 0; turn < 20; turn++) await reading.unsafe('select count(*) from t');
		await reading.end();
		const other = standby.session();
		await other.unsafe('set enable_seqscan = off');
		for (let turn = 0; turn < 150; turn++) await other.unsafe(`select b from t where a = ${turn + 1}`);
		await other.end();
	});

	const look = async (
		replicas: readonly ConnectionSettings[],
		now = new Date(),
		login: Login | undefined = monitor,
		own = primary,
		kept = file,
	): Promise<Indexes> => {
		const connection = own.connection(login);
		const reader = own.reader('sampling', login);
		const endpoint = {host: '127.0.0.1', port: own.port, service: null, productionPatterns: []};
		const session = await openSession(reader, endpoint);
		const topic = indexesTopic({file: kept, connection, replicas, patient: true});
		const context = {
			...session,
			reader: reader.metered(),
			apart: reader.metered(),
			now,
			windowHours: 1,
			afresh: true,
			shown: true,
		};
		const section = await readTopic(topic, context satisfies TopicContext, pending);
		await topic.close?.();
		if (section.status !== 'ok') throw new Error(JSON.stringify(section));
		return section.value;
	};
	const row = ({rows}: Indexes, name: string) => rows.find(item => item.name === name);
	const later = (days: number) => new Date(Date.now() + days * 86_400_000);
	const replica = () => [standby.connection(monitor)];

	it('include scans on the standby', async () => {
		const found = await until(
			() => look(replica()),
			value => (row(value, 'on_standby')?.evidence[1]?.scans ?? 0) >= 150,
		);
		expect(found.nodes.map(({node, role, own, asked}) => ({node, role, own, asked}))).toEqual([
			{node: `127.0.0.1:${primary.port}`, role: 'primary', own: true, asked: true},
			{node: `127.0.0.1:${standby.port}`, role: 'standby', own: false, asked: true},
		]);
		expect(row(found, 'on_standby')).toMatchObject({
			...{scans: 0, category: 'Unused'},
			verdict: {answer: 'no', text: `in use on 127.0.0.1:${standby.port}: 150 scans`},
		});
		expect(row(found, 'on_nobody')).toMatchObject({
			verdict: {answer: 'maybe', text: 'unused for less than a day on 2 of 2 nodes'},
			evidence: [
				{scans: 0, seen: 1},
				{scans: 0, seen: 1},
			],
		});
		expect([found.evidence.problem, found.evidence.file]).toEqual([null, file]);
	});

	it('are listed by node in a drop plan, which use on a standby blocks', async () => {
		const oids = await sql<{oid: number}[]>`
			select oid::int from pg_class where relname in ('on_standby', 'on_nobody') order by relname`;
		const reader = primary.reader('sampling');
		const endpoint = {host: '127.0.0.1', port: primary.port, service: null, productionPatterns: []};
		const {server} = await openSession(reader, endpoint);
		const evidence = async (replicas: readonly ConnectionSettings[]) =>
			evidenceOf(
				await look(replicas),
				oids.map(({oid}) => oid),
			);
		const checks = async (known: DropEvidence | undefined) => {
			const context = {
				...{reader, connection: primary.connection(), server, permission: {readOnly: false}},
				...{journal: openJournal(path.join(folder, 'journal')), migrations: undefined, now: new Date()},
			};
			const plan = await dropIndexes.plan(context, {
				action: 'drop-indexes',
				oids: oids.map(({oid}) => oid),
				...(known ? {evidence: known} : {}),
			});
			return plan.checks.map(check => `${check.verdict}: ${checkLine(check)}`).join('\n');
		};
		const both = await checks(await evidence(replica()));
		const standbyName = `127\\.0\\.0\\.1:${standby.port} \\(standby\\)`;
		expect(both).toMatch(new RegExp(`block: on_standby: in use on ${standbyName}: 150 scans`));
		expect(both).toMatch(
			/warn: on_nobody: unused for less than a day on 2 of 2 nodes\nwarn: on_nobody: 0 of 35 days known/,
		);
		expect(both).toMatch(
			new RegExp(`pass: on_nobody: ${standbyName}: 0 scans, unused since .*, counted since `),
		);
		expect(both).not.toContain('scans of this server only');
		// A node that could not be asked has unknown evidence, with a reason.
		const [way] = replica();
		const one = await checks(await evidence([{...(way as ConnectionSettings), ports: [1]}]));
		expect(one).toMatch(
			/warn: on_nobody: unused .* on 1 of 2 nodes\n(?:warn: .*\n)*warn: on_nobody: 127\.0\.0\.1:1 was not asked/,
		);
		expect(await checks(undefined)).toContain('scans of this server only');
		await reader.close();
	});

	it('become droppable after all days on all nodes, and not if one node cannot be asked', async () => {
		await look(replica());
		const green = await look(replica(), later(36));
		expect(row(green, 'on_nobody')?.verdict).toMatchObject({
			...{answer: 'yes', code: 'unused', missing: []},
			text: 'unused for 36 days on 2 of 2 nodes',
		});
		// It was in use there, and nobody has used it since.
		expect(row(green, 'on_standby')).toMatchObject({
			verdict: {answer: 'maybe', text: 'not used for 36 days on 2 of 2 nodes', missing: []},
			cautions: [{code: 'former-use', text: expect.stringMatching(/^in use before .* \(150 scans\): /)}],
		});
		expect(row(green, 't_pkey')?.verdict.answer).toBe('no');

		const [way] = replica();
		const amber = await look([{...(way as ConnectionSettings), ports: [1]}], later(36));
		expect(amber.nodes[1]).toMatchObject({
			asked: false,
			reason: {text: expect.stringContaining('ECONNREFUSED')},
		});
		expect(row(amber, 'on_nobody')?.verdict).toMatchObject({
			...{answer: 'maybe', text: 'unused for 36 days on 1 of 2 nodes'},
			missing: [
				{
					code: 'node-not-asked',
					text: expect.stringContaining('127.0.0.1:1 was not asked: connect ECONNREFUSED'),
				},
			],
		});
	});

	it('include the standby without a configuration, with the reason why it was not asked', async () => {
		// Replication does not report its port, and on the assumed one the primary answers.
		const found = await look([], new Date(), trusted);
		expect(found.nodes).toHaveLength(2);
		expect(found.nodes[1]).toMatchObject({
			...{node: 'standby at 127.0.0.1', role: 'standby', asked: false, since: null},
			reason: {
				code: 'port-unknown',
				text: `replication reports its address but not its port, and on port ${primary.port}, that of this server: it is not a standby: a copy, or this server under another name. To ask it, add its connection to replicas in the configuration`,
			},
		});
		expect(row(found, 'on_nobody')?.verdict).toMatchObject({
			answer: 'maybe',
			missing: expect.arrayContaining([
				expect.objectContaining({
					code: 'node-not-asked',
					text: expect.stringMatching(/^standby at 127\.0\.0\.1 was not asked: /),
				}),
			]),
		});
		const hidden = await look([], new Date(), plain);
		expect(hidden.nodes[1]).toMatchObject({
			...{node: 'standby', asked: false},
			reason: {
				code: 'address-hidden',
				text: expect.stringContaining('GRANT pg_monitor TO '),
			},
		});
		expect(row(hidden, 'on_nobody')?.verdict.answer).toBe('maybe');
	});

	it('are not asked with a password that was given for another host', async () => {
		const reason = {
			code: 'password-withheld',
			text: expect.stringContaining('pgdeck sends the password of this connection to no address'),
		};
		const fromPrimary = await look([]);
		expect(fromPrimary.nodes[1]).toMatchObject({node: 'standby at 127.0.0.1', asked: false, reason});
		const fromStandby = await look([], new Date(), monitor, standby);
		expect(fromStandby.nodes[1]).toMatchObject({asked: false, reason});
	});

	it('get no connection from pgdeck if a role with REPLICATION claims to be a standby', async () => {
		await sql.unsafe("create role impostor login replication password 'secret'");
		await allowLogins(sql, 'host replication impostor 127.0.0.2/32 scram-sha-256');
		let connections = 0;
		const listener = createListener(socket => {
			connections++;
			socket.destroy();
		});
		await new Promise<void>(resolve => void listener.listen(primary.port, '127.0.0.2', resolve));
		const claim = postgres({
			...{host: '127.0.0.1', port: primary.port, username: 'impostor', password: 'secret', max: 1},
			...{fetch_types: false, connection: {replication: 'true'}},
			socket: async () => connectSocket({host: '127.0.0.1', port: primary.port, localAddress: '127.0.0.2'}),
		} as object);
		await claim.unsafe('IDENTIFY_SYSTEM').simple();
		const found = await until(
			() => look([]),
			({nodes}) => nodes.some(({node}) => node.includes('127.0.0.2')),
		);
		expect(found.nodes.filter(({asked}) => asked).map(({own}) => own)).toEqual([true]);
		expect(connections).toBe(0);
		// Without a password there is nothing to take: the guess is made, and the impostor is no node.
		const guessed = await look([], new Date(), trusted);
		expect(connections).toBeGreaterThan(0);
		expect(guessed.nodes.filter(({asked}) => asked).map(({own}) => own)).toEqual([true]);
		await claim.end();
		listener.close();
	});

	it('are found from the standby without a configuration, by the port of its primary', async () => {
		const found = await look([], new Date(), trusted, standby);
		expect(found.nodes.map(({node, role, asked}) => ({node, role, asked}))).toEqual([
			{node: `127.0.0.1:${standby.port}`, role: 'standby', asked: true},
			{node: `127.0.0.1:${primary.port}`, role: 'primary', asked: true},
		]);
	});

	it('are judged from the standby too, with its primary', async () => {
		const found = await look([primary.connection(monitor)], new Date(), monitor, standby);
		expect(found.nodes.map(({role, own, asked}) => ({role, own, asked}))).toEqual([
			{role: 'standby', own: true, asked: true},
			{role: 'primary', own: false, asked: true},
		]);
		expect(row(found, 'on_standby')?.category).toBe('Active');
	});

	it('exclude other clusters and other databases', async () => {
		await sql.unsafe('create database elsewhere');
		await untilCaughtUp(primary, standby);
		const found = await look([standby.connection(monitor, 'elsewhere')]);
		expect(found.nodes[1]).toMatchObject({asked: false, reason: {code: 'other-database'}});
	});

	it('keep samples through a reset of the counters', async () => {
		const kept = path.join(folder, `reset${version}.sqlite`);
		const at = async (days: number) => look([], later(days), monitor, primary, kept);
		const before = await at(-20);
		const firstSeen = row(before, 'on_nobody')?.evidence[0]?.firstSeen;
		await sql.unsafe('select pg_stat_reset()');
		const after = await until(
			() => at(1),
			value => value.scansSince.reset,
		);
		expect(row(after, 'on_nobody')?.evidence[0]).toMatchObject({basis: 'own-samples', resets: 1, firstSeen});
	});

	it('restart after a failover, on another timeline', async () => {
		await primary.kill();
		const promoted = standby.session();
		await promoted.unsafe('select pg_promote()');
		const found = await look([], later(41), monitor, standby);
		expect(row(found, 'on_nobody')).toMatchObject({
			verdict: {answer: 'maybe'},
			evidence: [{seen: 1, resets: 0, basis: 'own-samples'}],
		});
	});
});
