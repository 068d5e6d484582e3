// `npm run screenshots`: drives the built program on the demo by keys, and draws its screens.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
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

/** Starts a job that forgets its transaction and two sessions that wait for it. Returns a function that ends them. */
async function holdUp(folder: string, port: number): Promise<() => Promise<void>> {
	const open = (name: string) =>
		postgres({
			// The socket of the demo server, which accepts its owner without a password.
			host: folder,
			port,
			database: 'registry',
			user: 'postgres',
			max: 1,
			connection: {application_name: name},
		});
	const job = open('night-job');
	const waiting = [open('mcp-gateway'), open('mcp-admin')];
	const update = 'update mcp_servers set last_health_check = last_health_check where name = $1';
	const held = await job.reserve();
	await held.unsafe('begin');
	await held.unsafe(update, ['maps-39']);
	const waits = waiting.map(sql => sql.unsafe(update, ['maps-39']).execute());
	return async () => {
		await held.unsafe('rollback');
		held.release();
		await Promise.all(waits);
		await Promise.all([job, ...waiting].map(sql => sql.end()));
	};
}

try {
	await terminal.waitFor('1 Health', 60_000);
	// Sparklines need a few samples.
	await terminal.waitFor(/transactions .*[▂▃▄▅▆▇█]{8}/, 60_000);
	picture('overview', 'The overview: health, requests with p95, tenants, indexes, tables and migrations');

	await terminal.waitFor(/registry on 127\.0\.0\.1:\d+/);
	const port = Number(/127\.0\.0\.1:(\d+)/.exec(terminal.screen())?.[1]);
	terminal.press('T');
	await terminal.waitFor(/unix_socket_directories +\S/);
	const folder = /unix_socket_directories +(\S+)/.exec(terminal.screen())?.[1] ?? '';
	const release = await holdUp(folder, port);
	terminal.press('9');
	await terminal.waitFor('2 sessions waiting for a lock');
	picture('blocking', 'Blocking: who waits for whom, as a tree, with the one to act on at its root');
	terminal.press('!');
	// A short wait is no finding yet.
	await terminal.waitFor('blocks 2 sessions', 60_000);
	picture('findings', 'Findings: what is wrong, the worst first, since when, and the pane to go to');
	await release();

	terminal.press('S');
	await terminal.waitFor(/insert into request_logs/);
	picture('statements', 'Statements: where the time of the last interval went');

	terminal.press('5');
	await terminal.waitFor('bloat, est.');
	picture('tables', 'Tables: dead rows, reusable space and what a rewrite would give back, apart');

	terminal.press('2');
	await terminal.waitFor('Slowest paths');
	picture('requests', 'Requests: p95 over time and the slowest paths');

	terminal.press('4');
	await terminal.waitFor('drop?');
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
