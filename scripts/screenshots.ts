// What `npm run screenshots` runs: drives the built program on the demo, by keys, and draws what its terminal shows.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {keys, openTerminal} from '../tests/helpers/terminal.ts';
import {terminalSvg} from './terminal-svg.ts';

const columns = 120;
const rows = 36;
const home = mkdtempSync(path.join(tmpdir(), 'pictures-'));
const terminal = openTerminal(['demo'], {columns, rows, env: {XDG_STATE_HOME: home}});

function picture(name: string, title: string): void {
	const file = path.resolve(import.meta.dirname, `../docs/${name}.svg`);
	writeFileSync(file, terminalSvg(terminal.buffer, columns, rows, title));
	process.stdout.write(`docs/${name}.svg\n`);
}

try {
	await terminal.waitFor('1 Health', 60_000);
	// Sparklines need a few samples to be something to look at.
	await terminal.waitFor(/transactions .*[▂▃▄▅▆▇█]{8}/, 60_000);
	picture('overview', 'The overview: health, requests with p95, tenants, indexes, bloat and migrations');

	terminal.press('2');
	await terminal.waitFor('Slowest paths');
	picture('requests', 'Requests: p95 over time and the slowest paths');

	terminal.press('4');
	await terminal.waitFor('can be dropped');
	terminal.press('   ');
	await terminal.waitFor(/marked/);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !/marked/.test(screen));
	terminal.press('/');
	await terminal.waitFor(/^ \/ /m);
	terminal.press('/fastmcp_audit_(user|method|tenant)/');
	await terminal.waitFor('3 of ');
	terminal.press(keys.enter);
	await terminal.waitFor('1 of 3');
	terminal.press('   ');
	await terminal.waitFor('3 marked');
	terminal.press('x');
	await terminal.waitFor('Drop 3 marked indexes');
	terminal.press(keys.enter);
	await terminal.waitFor('> Cancel <');
	picture(
		'drop-plan',
		'A plan to drop three unused indexes: checks, statements with their locks, and the undo',
	);

	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('> Cancel <'));
	terminal.press('m');
	await terminal.waitFor('20260101000920');
	terminal.press('x');
	await terminal.waitFor('Apply all 2 pending migrations');
	terminal.press(keys.enter);
	await terminal.waitFor('> Cancel <');
	picture('migrations', 'A plan to apply two migrations: every statement with the lock that it takes');
} finally {
	terminal.press(keys.ctrlC);
	await terminal.exit;
	rmSync(home, {recursive: true, force: true});
}
