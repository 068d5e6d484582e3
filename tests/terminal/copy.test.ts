import {describe, expect, it} from 'vitest';
import {createDatabase} from '../helpers/database.ts';
import {hold} from '../helpers/scenario.ts';
import {keys, openTerminal} from '../helpers/terminal.ts';

const esc = '\u001b';

describe('y in a terminal', async () => {
	const database = await createDatabase(18);

	it.each([
		['', false],
		['/tmp/tmux-0/default,1,0', true],
	])(
		'hands the statement to the terminal and leaves the screen as it is (TMUX=%s)',
		async (tmux, wrapped) => {
			const statement = `select 'copied from ${database.name}'`;
			const holder = await hold(database, statement);
			const terminal = openTerminal([database.uri()], {columns: 80, rows: 24, env: {TMUX: tmux}});
			await terminal.waitFor('? help');
			terminal.press('8');
			await terminal.waitFor(/\d+ sessions/);
			terminal.press('/');
			terminal.press(database.name);
			await terminal.waitFor(/1 of \d+ match|\d+ of \d+ match/);
			terminal.press(keys.enter);
			terminal.press('I');
			await terminal.waitFor(`${holder.pid}`);
			const rowsOf = (screen: string) => screen.split('\n').length;
			const before = rowsOf(terminal.screen());
			terminal.press('y');
			await terminal.waitFor(
				wrapped
					? /Sent \d+ characters\. For tmux to accept it: set -s set-clipboard on/
					: /Sent \d+ characters to the clipboard; the terminal may ignore it\./,
			);
			expect(terminal.clipboard).toBe(statement);
			const sent = `${esc}]52;c;${Buffer.from(statement).toString('base64')}${esc}\\`;
			expect(terminal.raw).toContain(sent);
			expect(terminal.raw.includes(`${esc}Ptmux;`)).toBe(wrapped);
			expect(terminal.screen()).not.toMatch(/52;c|tmux;/);
			expect(rowsOf(terminal.screen())).toBe(before);
			expect(terminal.screen().split('\n')[0]).toContain(database.name);
			terminal.press(keys.ctrlC);
			await terminal.exit;
			await holder.release();
		},
	);
});
