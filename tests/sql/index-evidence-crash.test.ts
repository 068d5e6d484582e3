import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import type {Indexes} from '../../source/domain/indexes/schema.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {readIndexShapes} from '../../source/queries/indexes/index-shapes.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer} from '../helpers/scenario-server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-crash-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const later = (days: number) => new Date(Date.now() + days * 86_400_000);
const named = ({rows}: Indexes, name: string) => rows.find(row => row.name === name);

it('commit timestamps prove that an index existed', async () => {
	const server = await createServer(18, {track_commit_timestamp: 'on'});
	const sql = server.session();
	await sql.unsafe('create table t (a int primary key)');
	const [made] = (await readIndexShapes(server.reader('sampling'))).filter(({unique}) => unique);
	const [row] = await sql.unsafe(
		'select pg_xact_commit_timestamp(xmin) as at from pg_index where indrelid = $1::regclass',
		['t'],
	);
	expect(made?.madeBy?.getTime()).toBe((row as {at: Date} | undefined)?.at.getTime());
});

it.each(everyVersion)('a crash of PostgreSQL %d resets the counters, and the samples stay', async version => {
	const server = await createServer(version);
	const sql = server.session();
	await sql.unsafe('create table t (id int primary key, a int)');
	await sql.unsafe('insert into t select n, n from generate_series(1, 1000) n');
	await sql.unsafe('create index t_a on t (a)');
	const using = server.session();
	await using.unsafe('set enable_seqscan = off');
	for (let turn = 0; turn < 5; turn++) await using.unsafe('select * from t where id = 1');
	await using.end();
	await until(
		() => sql.unsafe("select pg_stat_get_numscans('t_pkey'::regclass)::int as scans"),
		([row]) => row?.scans >= 5,
	);
	const file = path.join(folder, `${version}.sqlite`);
	const look = async (now: Date) => {
		const reader = server.reader('sampling');
		const endpoint = {host: '127.0.0.1', port: server.port, service: null, productionPatterns: []};
		const session = await openSession(reader, endpoint);
		const topic = indexesTopic({file, patient: true});
		const apart = reader.metered();
		const context = {
			...session,
			reader: reader.metered(),
			apart,
			now,
			windowHours: 1,
			afresh: true,
			shown: true,
		};
		const section = await readTopic(topic, context, pending);
		await Promise.all([topic.close?.(), reader.close()]);
		if (section.status !== 'ok') throw new Error(JSON.stringify(section));
		return section.value;
	};
	const first = await look(later(-20));
	expect(named(first, 't_pkey')?.scans).toBe(5);
	// This server does not wait for the disk.
	await sql.unsafe('checkpoint');
	await sql.end({timeout: 0});
	await server.kill();
	await server.start();
	const after = await look(later(20));
	expect(named(after, 't_pkey')).toMatchObject({scans: 0, evidence: [{resets: 1}]});
	const [use] = named(after, 't_a')?.evidence ?? [];
	expect(use).toMatchObject({
		...{resets: 1, basis: 'own-samples'},
		firstSeen: named(first, 't_a')?.evidence[0]?.firstSeen,
	});
	// The twenty days before the crash are not known: nobody looked.
	expect((use?.gapMs ?? 0) / 86_400_000).toBeCloseTo(20, 0);
	expect(named(after, 't_a')?.verdict.quietDays).toBeCloseTo(20, 0);
});
