import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {createDatabase} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {actionWaits} from '../helpers/scenario-actions.ts';
import {createWay} from '../helpers/scenario-way.ts';
import {keys, openTerminal} from '../helpers/terminal.ts';

describe('the console ends while it runs something', async () => {
	const database = await createDatabase(18);
	await database.sql`create table busy (id int)`;

	/** A drop that waits for an open transaction, begun by keys. */
	async function begin() {
		const home = mkdtempSync(path.join(tmpdir(), 'run-ended-'));
		onTestFinished(() => rmSync(home, {recursive: true}));
		await database.sql`drop index if exists one`;
		await database.sql`create index one on busy (id)`;
		const holder = await hold(database, 'insert into busy values (1)');
		const way = await createWay(database.server);
		const uri = database.uri().replace(`:${database.server.port}/`, `:${way.port}/`);
		const terminal = openTerminal([uri], {env: {XDG_STATE_HOME: home}});
		await terminal.waitFor('1 Health');
		terminal.press('4');
		await terminal.waitFor('drop?');
		terminal.press('x');
		await terminal.waitFor('Drop');
		terminal.press(keys.enter);
		await terminal.waitFor('> Cancel <');
		terminal.press(keys.tab);
		await terminal.waitFor('> Run <');
		await expect
			.poll(
				() => {
					if (/> Run </.test(terminal.screen())) terminal.press(keys.enter);
					return /running[,:]/.test(terminal.screen());
				},
				{timeout: 30_000, interval: 600},
			)
			.toBe(true);
		const pid = await actionWaits(database);
		const journal = openJournal(path.join(home, 'pgdeck/journal.jsonl'));
		return {terminal, way, pid, holder, events: () => journal.read().map(({event}) => event)};
	}

	it('on SIGTERM: cancels the statement, restores the terminal, and journals it', async () => {
		const {terminal, pid, holder, events} = await begin();
		terminal.signal('SIGTERM');
		expect((await terminal.exit).code).toBe(143);
		expect(terminal.raw).toContain('\u001b[?1049l');
		expect(events()).toEqual(['started', 'interrupted', 'failed']);
		expect(await database.sql`select from pg_stat_activity where pid = ${pid}`).toHaveLength(0);
		await holder.release();
	});

	it('by the user, while the server hangs', async () => {
		const {terminal, way, holder, events} = await begin();
		way.swallow();
		terminal.press(keys.ctrlC);
		await terminal.waitFor('Quit again to leave it');
		terminal.press(keys.ctrlC);
		expect((await terminal.exit).code).toBe(0);
		expect(events()).toEqual(['started', 'interrupted']);
		way.tear();
		await holder.release();
	});
});
