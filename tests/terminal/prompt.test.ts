import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {createDatabase} from '../helpers/database.ts';
import {keys, openTerminal} from '../helpers/terminal.ts';

const home = mkdtempSync(path.join(tmpdir(), 'prompt-'));
afterAll(() => rmSync(home, {recursive: true, force: true}));

describe('a plan that is not confirmed', async () => {
	const database = await createDatabase(18);
	await database.sql`create table t (id int)`;
	await database.sql`create index t_id on t (id)`;

	it.each([
		['n', `n${keys.enter}`],
		['Ctrl+C', keys.ctrlC],
		['Ctrl+D', '\u0004'],
	])('is refused after %s, and recorded in the journal', async (name, answer) => {
		const state = path.join(home, name);
		const terminal = openTerminal(['indexes', 'drop', 't_id', database.uri()], {
			env: {XDG_STATE_HOME: state},
		});
		await terminal.waitFor('Run this? [y/N]');
		terminal.press(answer);
		expect((await terminal.exit).code).toBe(3);
		expect(terminal.everything()).toMatch(/^pgdeck: Not confirmed: nothing was changed\.$/m);
		const journal = openJournal(path.join(state, 'pgdeck', 'journal.jsonl'));
		expect(journal.read().map(({event}) => event)).toEqual(['declined']);
		expect(await database.sql`select from pg_class where relname = 't_id'`).toHaveLength(1);
	});
});
