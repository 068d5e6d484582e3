import {describe, expect, it} from 'vitest';
import {createDatabase} from '../helpers/database.ts';
import {createWay} from '../helpers/scenario-way.ts';
import {openTerminal} from '../helpers/terminal.ts';

describe('a server that hangs under the console', async () => {
	const database = await createDatabase(18);

	it('is shown as stale, then as lost, and does not prevent the console from ending', async () => {
		const way = await createWay(database.server);
		const uri = database.uri().replace(`:${database.server.port}/`, `:${way.port}/`);
		const terminal = openTerminal([uri, '--interval', '0.5']);
		await terminal.waitFor('1 Health');
		way.swallow();
		await terminal.waitFor(/ STALE +\d.* old/);
		await terminal.waitFor(/ LOST +\d.* old/);
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
	});
});
