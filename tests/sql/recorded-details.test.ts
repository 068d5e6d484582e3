import path from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import type {Focus} from '../../source/domain/snapshot/detail.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {opened, ownFolder, recorderTo} from '../helpers/recordings.ts';
import {fillRegistry} from '../helpers/registry.ts';
import {hold} from '../helpers/scenario.ts';
import {type Sampled, sample} from '../helpers/scenario-sampler.ts';

describe.each(versions)('the details of opened rows on PostgreSQL %i', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	let sampled: Sampled;

	beforeAll(async () => {
		await fillRegistry(database);
		await sql`create index idx_of_the_test on request_logs (status_code)`;
		sampled = await sample(database.connection());
		sampled.sampler.show(['sessions', 'tables', 'indexes']);
		await sampled.section('tables', 'ok');
	});

	const oidOf = async (name: string) => {
		const [row] = await sql<{oid: number}[]>`select ${name}::regclass::oid::int as oid`;
		return row?.oid ?? 0;
	};
	/** Everything published after the row is opened, until the next sample. */
	const openedRow = async (focus: Focus): Promise<readonly Live[]> => {
		const from = sampled.published.length;
		sampled.sampler.focus(focus);
		const {snapshot} = await sampled.live(
			({detail}) => detail?.focus === focus && detail.section.status === 'ok',
		);
		await sampled.live(({snapshot: later}) => later.takenAt > snapshot.takenAt);
		return sampled.published.slice(from);
	};

	it.each<[string, () => Promise<Focus>]>([
		['a table', async () => ({kind: 'table', oid: await oidOf('request_logs')})],
		['an index', async () => ({kind: 'index', oid: await oidOf('idx_of_the_test')})],
		['a tenant', async () => ({kind: 'tenant', id: null})],
		['a migration', async () => ({kind: 'migration', version: packMigrations[0]?.version ?? ''})],
	])('are recorded as they were read: %s', async (_name, focusOn) => {
		const lives = await openedRow(await focusOn());
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {}, lives[0]?.snapshot.server);
		for (const live of lives) recorder.add(live);
		recorder.close();
		const recording = opened(file);
		const last = lives.findLast(({detail}) => detail?.section.status === 'ok');
		expect(last?.detail).toBeDefined();
		expect(recording.at(last?.snapshot.takenAt.getTime() ?? 0)?.detail).toEqual(last?.detail);
	});

	it('are recorded for a session', async () => {
		const long = `select ${Array.from({length: 400}, (_unused, index) => `1 as column_${index}`).join()}`;
		const holder = await hold(database, long);
		const {pid} = holder;
		const [row] = await sql<{at: string}[]>`
			select to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
			from pg_stat_activity where pid = ${pid}`;
		const lives = await openedRow({kind: 'session', pid, backendStart: row?.at ?? ''});
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {}, lives[0]?.snapshot.server);
		for (const live of lives) recorder.add(live);
		recorder.close();
		expect(opened(file).at(Infinity)?.detail?.section).toMatchObject({
			status: 'ok',
			value: {kind: 'session', query: expect.stringContaining('column_60,')},
		});
		await holder.release();
	});
});
