import {expect, it} from 'vitest';
import {createDatabase} from '../helpers/database.ts';
import {openTerminal} from '../helpers/terminal.ts';

it('prints one snapshot and the reason on a dumb terminal', async () => {
	const database = await createDatabase(18);
	const terminal = openTerminal([database.uri()], {env: {TERM: 'dumb'}});
	expect((await terminal.exit).code).toBe(0);
	expect(terminal.raw).toContain(
		"This terminal (TERM=dumb) can't show the console. Here is one snapshot as text.",
	);
	expect(terminal.raw).toContain('HEALTH');
	expect(terminal.raw).not.toContain('\u001b[?1049h');
});
