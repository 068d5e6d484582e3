import {beforeAll, describe, expect, it} from 'vitest';
import {elsewhereUnknown} from '../../source/domain/vacuum/row-words.ts';
import {sampleOnce} from '../../source/sampler/engine/once.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import type {Topic} from '../../source/sampler/engine/topic.ts';
import {vacuumTopic} from '../../source/sampler/vacuum/topic.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

describe.each(everyVersion)('sequences of the whole cluster of PostgreSQL %d', async version => {
	const server = await createServer(version);
	const sql = server.session();
	for (const name of ['shop', 'secret', '"Od""d"', '"\u001b[31m語\u202e"', 'mould'])
		await sql.unsafe(`create database ${name}`);
	const monitor = await server.createRole('monitor', 'pg_monitor');
	await sql`revoke connect on database secret from public`;
	await sql`alter database mould is_template true`;
	await sql`create sequence own`;

	beforeAll(async () => {
		const shop = server.session('shop');
		await shop.unsafe('create table orders (id serial primary key); create table calm (id bigserial)');
		await shop`select setval('orders_id_seq', 2000000000)`;
	});

	/** As a command has it, which waits for all of them. */
	const once = async (login?: Login) => {
		const reader = server.reader('sampling', login);
		const session = await openSession(reader, {host: 'h', port: 1, service: null, productionPatterns: []});
		const topic = vacuumTopic({connection: server.connection(login), patient: true}) as Topic;
		const judge = {thresholds: defaultThresholds};
		const snapshot = await sampleOnce(reader, session, [topic], {windowHours: 1, judge});
		const {vacuum} = snapshot.sections;
		if (vacuum.status !== 'ok' || vacuum.value.sequences.status !== 'ok') throw new Error('not read');
		return {sequences: vacuum.value.sequences.value, findings: snapshot.findings};
	};

	it('are read in every database, the fullest first, and make findings', async () => {
		const {sequences, findings} = await once();
		expect(sequences.rows.map(({database, name}) => [database, name])).toEqual([
			['shop', 'orders_id_seq'],
			[null, 'own'],
			['shop', 'calm_id_seq'],
		]);
		expect(sequences.rows[0]?.used).toBeCloseTo(0.931, 2);
		expect(sequences).toMatchObject({total: 1, unseen: 0});
		expect(sequences.elsewhere.map(({database, total}) => [database, total]).toSorted()).toEqual([
			['Od"d', 0],
			['\\x1b[31m語\\u202e', 0],
			['secret', 0],
			['shop', 2],
		]);
		expect(elsewhereUnknown(sequences.elsewhere)).toBeUndefined();
		expect(findings.rows.filter(({rule}) => rule === 'sequences')).toMatchObject([
			{
				title: expect.stringMatching(/^Sequence shop: orders_id_seq 93\.1 % of integer, 147,483,647 left/),
			},
		]);
	});

	it('are unknown in databases without CONNECT and without SELECT on them', async () => {
		const {sequences, findings} = await once(monitor);
		const unknown = elsewhereUnknown(sequences.elsewhere);
		expect(unknown).toMatch(/^secret: permission denied for database "secret"; 2 sequences in shop$/);
		expect(
			findings.unknown.filter(({rule}) => rule === 'sequences').map(({reason}) => reason),
		).toContainEqual(unknown);
	});

	it('leave no connection behind, and skip templates', async () => {
		await once();
		await until(
			() => sql<{datname: string}[]>`select datname from pg_stat_activity
				where datname in ('shop', 'secret', 'mould', 'Od"d') and application_name = 'pgdeck'`,
			rows => rows.length === 0,
		);
		const {sequences} = await once();
		expect(sequences.elsewhere.map(({database}) => database)).not.toContain('mould');
		expect(sequences.elsewhere.map(({database}) => database)).not.toContain('template1');
	});

	it('come one database at a time into a console, which does not wait for them', async () => {
		const connection = server.connection();
		const readings = readingsOf(vacuumTopic({connection}), server.reader('sampling'));
		const first = await readings.value();
		if (first.sequences.status !== 'ok') throw new Error('not read');
		expect(elsewhereUnknown(first.sequences.value.elsewhere)).toMatch(
			/^4 other databases, such as .*: not read yet$/,
		);
		const later = await until(
			() => readings.value(),
			({sequences}) =>
				sequences.status === 'ok' && sequences.value.elsewhere.some(({askedAt}) => askedAt !== null),
		);
		if (later.sequences.status !== 'ok') throw new Error('not read');
		expect(later.sequences.value.elsewhere.filter(({askedAt}) => askedAt === null).length).toBeGreaterThan(0);
		await until(
			() => readings.value(),
			({sequences}) => sequences.status === 'ok' && elsewhereUnknown(sequences.value.elsewhere) === undefined,
		);
	});

	it('are n/a for a database without a connection', async () => {
		const {sequences} = await readingsOf(vacuumTopic(), server.reader('sampling')).value();
		if (sequences.status !== 'ok') throw new Error('not read');
		expect(elsewhereUnknown(sequences.value.elsewhere)).toMatch(
			/^4 other databases, such as .*: sequences can only be read from within their database$/,
		);
	});
});
