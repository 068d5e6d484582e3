// `npm run bench`: measures speed and cost against their budgets on its own server, beside pg_activity where that is
// installed. Compare the ratios, because times depend on the machine.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {setTimeout as wait} from 'node:timers/promises';
import {keys, openTerminal, type TestTerminal} from '../tests/helpers/terminal.ts';
import {recordingBytesAnHour} from './keeping.ts';
import {type BenchServer, type Role, startBenchServer} from './server.ts';

const large = process.argv.includes('--large');
const starts = 7;
const warmUpMs = 40_000;
const watchedMs = 30_000;
const home = mkdtempSync(path.join(tmpdir(), 'bench-'));

type Program = {
	readonly name: string;
	readonly role: Role;
	open(server: BenchServer, size: {columns: number; rows: number}): TestTerminal;
	/** Text of the first complete screen. */
	readonly full: (screen: string) => boolean;
	/** Text of the first screen with data of the server. */
	readonly vital: (screen: string) => boolean;
};

const pgdeck: Program = {
	name: 'pgdeck',
	role: 'bench_pgdeck',
	open: (server, size) =>
		openTerminal([server.uri('bench_pgdeck')], {...size, env: {XDG_STATE_HOME: home, XDG_CONFIG_HOME: home}}),
	vital: screen => /connections +\d/.test(screen),
	full: screen => /connections +\d/.test(screen) && /Unused +\d/.test(screen) && /table +size/.test(screen),
};

const other: Program = {
	name: 'pg_activity',
	role: 'bench_other',
	open: (server, size) => openTerminal([], {...size, command: ['pg_activity', server.uri('bench_other')]}),
	vital: screen => /PID/.test(screen),
	full: screen => /PID/.test(screen) && /update|select|count/i.test(screen),
};

const installed = spawnSync('pg_activity', ['--version']).status === 0;
const programs = installed ? [pgdeck, other] : [pgdeck];

type Row = {
	what: string;
	budget: string;
	values: Map<string, number | undefined>;
	unit: string;
	digits: number;
};
const rows: Row[] = [];

function note(
	what: string,
	budget: string,
	unit: string,
	values: ReadonlyArray<readonly [string, number | undefined]>,
	digits = 0,
): void {
	rows.push({what, budget, values: new Map(values), unit, digits});
}

async function quit(terminal: TestTerminal): Promise<void> {
	terminal.press('q');
	terminal.press(keys.ctrlC);
	await terminal.exit;
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
Time from the start of the process to the first complete screen, in turns so that a slow moment affects both programs.
*/
async function startup(server: BenchServer): Promise<void> {
	const times = new Map<string, number[]>(programs.map(({name}) => [name, []]));
	const own = new Map<string, number[]>(programs.map(({name}) => [name, []]));
	for (let turn = 0; turn <= starts; turn++) {
		for (const program of programs) {
			const began = performance.now();
			const terminal = program.open(server, {columns: 120, rows: 40});
			await terminal.waitFor(program.full);
			// The first run fills the caches of files and compiled code.
			if (turn > 0) {
				times.get(program.name)?.push(performance.now() - began);
				own.get(program.name)?.push(processorMs(terminal.pid));
			}
			await quit(terminal);
		}
	}
	note(
		'start to first full screen',
		'≤ 1× pg_activity, aim 0.7×',
		'ms',
		programs.map(({name}) => [name, median(times.get(name) ?? [])]),
	);
	note(
		'processor time to that screen, user and system',
		'',
		'ms',
		programs.map(({name}) => [name, median(own.get(name) ?? [])]),
	);
}

/** CPU time of the process so far, which Linux counts in hundredths of a second. */
function processorMs(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function watched(server: BenchServer): Promise<void> {
	const bytes: Array<[string, number]> = [];
	const server_ms: Array<[string, number]> = [];
	const memory: Array<[string, number]> = [];
	const processor: Array<[string, number]> = [];
	const looks: Array<[string, number]> = [];
	for (const program of programs) {
		const terminal = program.open(server, {columns: 120, rows: 40});
		await terminal.waitFor(program.full);
		// The first samples cost more: caches are empty, and sparklines still grow.
		await wait(warmUpMs);
		await server.spent(program.role);
		const before = terminal.bytes;
		const processorBefore = processorMs(terminal.pid);
		await wait(watchedMs);
		processor.push([program.name, (processorMs(terminal.pid) - processorBefore) / (watchedMs / 2000)]);
		if (program === pgdeck)
			looks.push([program.name, (await server.waitLooksMs(program.role)) / (watchedMs / 2000)]);
		const spent = await server.spent(program.role);
		bytes.push([program.name, (terminal.bytes - before) / (watchedMs / 1000)]);
		server_ms.push([program.name, spent.milliseconds / (watchedMs / 2000)]);
		memory.push([program.name, residentBytes(terminal.pid) / 1024 / 1024]);
		await quit(terminal);
	}
	note('terminal bytes a second, 120x40, 2 s, 8 busy sessions', '≤ 0.25× pg_activity', 'B/s', bytes);
	note('server time a sample of 2 s, small database', '≤ 0.3× pg_activity', 'ms', server_ms, 2);
	note('of that, looks at waits by their timer', '', 'ms', looks, 2);
	note('own processor time a sample', '', 'ms', processor, 1);
	note('memory', '≤ 110 MB', 'MB', memory);
}

function residentBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/** The cost of looking back. */
async function keeping(server: BenchServer): Promise<void> {
	const bytes = await recordingBytesAnHour(server.uri(pgdeck.role), 40_000);
	note('a recording, an hour at 2 s', '', 'MB', [['pgdeck', bytes / 1024 / 1024]], 1);
}

/** Bytes of one cursor move, and of five seconds without a change. */
async function cursor(server: BenchServer): Promise<void> {
	const terminal = pgdeck.open(server, {columns: 200, rows: 50});
	await terminal.waitFor(pgdeck.full);
	terminal.press('4');
	await terminal.waitFor('drop?');
	terminal.press('p');
	await terminal.waitFor('PAUSED');
	await wait(1000);
	const moves: number[] = [];
	const latencies: number[] = [];
	for (let turn = 0; turn < 20; turn++) {
		const before = terminal.bytes;
		const began = performance.now();
		terminal.press(turn % 2 === 0 ? 'j' : 'k');
		while (terminal.bytes === before) await wait(1);
		latencies.push(performance.now() - began);
		await wait(120);
		moves.push(terminal.bytes - before);
	}
	// After three intervals the screen would be drawn as stale.
	await terminal.waitFor(/PAUSED +10 s old/);
	note('bytes of a move of the cursor, 200x50', '≤ 1024', 'B', [['pgdeck', Math.max(...moves)]]);
	note('key to first byte, median', '', 'ms', [['pgdeck', median(latencies)]], 1);
	note('key to first byte, worst of 20', 'p99 ≤ 30 ms', 'ms', [['pgdeck', Math.max(...latencies)]], 1);
	const before = terminal.bytes;
	await wait(3000);
	note('bytes while nothing changes, 3 s', '0', 'B', [['pgdeck', terminal.bytes - before]]);
	await quit(terminal);
}

/** The same measurements on a database with 10,000 tables and 40,000 indexes. */
async function manyTables(): Promise<void> {
	process.stderr.write('making 10,000 tables with 40,000 indexes…\n');
	const server = await startBenchServer(10_000);
	try {
		const values: Array<[string, number]> = [];
		const vitals: Array<[string, number]> = [];
		const first: Array<[string, number]> = [];
		for (const program of programs) {
			const began = performance.now();
			const terminal = program.open(server, {columns: 120, rows: 40});
			await terminal.waitFor(program.vital, 120_000);
			vitals.push([program.name, performance.now() - began]);
			await terminal.waitFor(program.full, 120_000);
			first.push([program.name, performance.now() - began]);
			await wait(6000);
			await server.spent(program.role);
			await wait(60_000);
			const spent = await server.spent(program.role);
			values.push([program.name, spent.milliseconds / 30]);
			await quit(terminal);
		}
		note('first paint, 10,000 tables, 40,000 indexes', '≤ 1000 ms', 'ms', vitals);
		note('first full screen, 10,000 tables, 40,000 indexes', '', 'ms', first);
		note('server time a sample of 2 s, 40,000 indexes', '≤ 1 % of a core: 20 ms', 'ms', values, 1);
	} finally {
		await server.stop();
	}
}

function table(): string {
	const names = programs.map(({name}) => name);
	const head = ['what', ...names, ...(installed ? ['ratio'] : []), 'budget'];
	const body = rows.map(({what, budget, values, unit, digits}) => {
		const [own, others] = [values.get('pgdeck'), values.get('pg_activity')];
		const shown = names.map(name => {
			const value = values.get(name);
			return value === undefined ? '' : `${value.toFixed(digits)} ${unit}`;
		});
		const ratio = own !== undefined && others !== undefined ? `${(own / others).toFixed(2)}×` : '';
		return [what, ...shown, ...(installed ? [ratio] : []), budget];
	});
	const widths = head.map((_unused, column) =>
		Math.max(...[head, ...body].map(cells => (cells[column] ?? '').length)),
	);
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), line(widths.map(width => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const server = await startBenchServer(20);
try {
	for (const [title, measure] of [
		['starting', startup],
		['watching', watched],
		['recording', keeping],
		['moving the cursor', cursor],
	] as const) {
		process.stderr.write(`${title}…\n`);
		await measure(server);
	}
} finally {
	await server.stop();
}
if (large) await manyTables();
rmSync(home, {recursive: true, force: true});
process.stdout.write(`${table()}\n`);
if (!installed)
	process.stdout.write('\npg_activity is not installed here: there is nothing to compare with.\n');
