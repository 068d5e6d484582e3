import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {createDatabase} from '../helpers/database.ts';
import {runProgram, startProgram} from '../helpers/program.ts';
import {hold, until} from '../helpers/scenario.ts';
import {actionWaits, migration} from '../helpers/scenario-actions.ts';
import {createWay} from '../helpers/scenario-way.ts';

describe('a signal while a command runs a statement', async () => {
	const database = await createDatabase(18);
	await database.sql`create table busy (id int)`;

	/** A migration that waits for a lock, in a process with a state of its own. */
	async function begin(uri = database.uri()) {
		const home = mkdtempSync(path.join(tmpdir(), 'signals-'));
		onTestFinished(() => rmSync(home, {recursive: true}));
		mkdirSync(path.join(home, 'migrations'));
		writeFileSync(
			path.join(home, 'migrations', '1_a.sql'),
			migration('drop index concurrently if exists one;', '', 'transaction:false'),
		);
		await database.sql.unsafe('drop table if exists pgdeck_migrations, schema_migrations');
		await database.sql.unsafe('create index if not exists one on busy (id)');
		const holder = await hold(database, 'insert into busy values (1)');
		const env = {XDG_STATE_HOME: home};
		const dir = path.join(home, 'migrations');
		const program = startProgram(['migrate', 'up', uri, '--dir', dir, '--yes'], env);
		const pid = await actionWaits(database);
		const journal = openJournal(path.join(home, 'pgdeck/journal.jsonl'));
		const events = () =>
			journal.read().flatMap(({event, title}) => (title === 'Apply 1_a.sql' ? [event] : []));
		return {program, pid, holder, journal, events, env};
	}

	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	] as const)('%s has the server cancel it, says so in the journal, and ends with %i', async (name, code) => {
		const {program, pid, holder, journal, events} = await begin();
		program.signal(name);
		const {code: ended, error} = await program.ended;
		expect(ended).toBe(code);
		expect(error).toContain('It was canceled.');
		expect(events()).toEqual(['started', 'interrupted', 'failed']);
		expect(journal.read().find(({event}) => event === 'interrupted')?.result).toBe(
			`${name} ended pgdeck while it ran. The server was asked to cancel: drop index concurrently if exists one`,
		);
		expect(await database.sql`select from pg_stat_activity where pid = ${pid}`).toHaveLength(0);
		await holder.release();
	});

	it('ends even if the server no longer answers', async () => {
		const way = await createWay(database.server);
		const {program, events, holder} = await begin(
			database.uri().replace(`:${database.server.port}/`, `:${way.port}/`),
		);
		way.swallow();
		program.signal('SIGTERM');
		expect((await program.ended).code).toBe(143);
		expect(events()).toEqual(['started', 'interrupted']);
		way.tear();
		await holder.release();
	});

	it('leaves a started entry without an end, which the journal shows, after SIGKILL', async () => {
		const {program, env, events, holder} = await begin();
		program.signal('SIGKILL');
		await program.ended;
		expect(events()).toEqual(['started']);
		const {out} = await runProgram(['journal'], env);
		expect(out).toMatch(/Apply 1_a\.sql.*no end recorded \(process gone\)/);
		expect(out).not.toMatch(/running/);
		await holder.release();
		await until(
			() => database.sql`select from pg_stat_activity where query like 'drop index%' and state = 'active'`,
			rows => rows.length === 0,
		);
	});
});
