import {describe, expect, it} from 'vitest';
import {createDatabase} from '../helpers/database.ts';
import {keys, openTerminal} from '../helpers/terminal.ts';

const leaveAlternateScreen = '\u001b[?1049l';
const showCursor = '\u001b[?25h';

describe('leaving the console', async () => {
	const database = await createDatabase(18);

	it.each([
		['q', (terminal: ReturnType<typeof openTerminal>) => terminal.press('q'), 0],
		['Ctrl+C', (terminal: ReturnType<typeof openTerminal>) => terminal.press(keys.ctrlC), 0],
	])('%s exits with 0 and restores the terminal', async (_how, leave, code) => {
		const terminal = openTerminal([database.uri()]);
		await terminal.waitFor('1 Health');
		leave(terminal);
		expect((await terminal.exit).code).toBe(code);
		expect(terminal.raw).toContain(leaveAlternateScreen);
		expect(terminal.raw.lastIndexOf(showCursor)).toBeGreaterThan(terminal.raw.lastIndexOf('1 Health'));
	});

	it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s gives the terminal back', async signal => {
		const terminal = openTerminal([database.uri()]);
		await terminal.waitFor('1 Health');
		terminal.signal(signal);
		await terminal.exit;
		expect(terminal.raw).toContain(leaveAlternateScreen);
		expect(terminal.raw).toContain(showCursor);
	});

	it('prints the reason of a failed connection on the primary screen', async () => {
		const terminal = openTerminal(['-h', '127.0.0.1', '-p', '1', 'nothing']);
		expect((await terminal.exit).code).toBe(1);
		expect(terminal.everything()).toMatch(
			/Can't connect to 127\.0\.0\.1:1: .*ECONNREFUSED.*No server listens there/s,
		);
		expect(terminal.raw).not.toContain('\u001b[?1049h');
		expect(terminal.everything()).not.toContain('    at ');
	});
});
