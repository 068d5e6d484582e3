import {chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import {afterEach, describe, expect, it} from 'vitest';
import {applied} from '../helpers/registry.ts';
import {until} from '../helpers/scenario.ts';
import {keys, openTerminal, type TestTerminal} from '../helpers/terminal.ts';

const booting = /registry pack|filling it/;

describe('the demo', () => {
	const folders: string[] = [];

	/** A demo with a folder of its own for temporary files, which has to be empty again when it is gone. */
	function openDemo(size: {columns?: number; rows?: number} = {}): {
		terminal: TestTerminal;
		folder: string;
		left: () => string[];
	} {
		const folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'));
		// As root the server runs as another user, who has to get through.
		chmodSync(folder, 0o777);
		const elsewhere = mkdtempSync(path.join(tmpdir(), 'demo-home-'));
		folders.push(folder, elsewhere);
		const terminal = openTerminal(['demo'], {
			...size,
			env: {TMPDIR: folder, XDG_STATE_HOME: elsewhere, XDG_CACHE_HOME: elsewhere},
		});
		return {terminal, folder, left: () => readdirSync(folder)};
	}

	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
	});

	it('shows its progress, opens every pane, and leaves nothing behind', async () => {
		const {terminal, left} = openDemo();
		await terminal.waitFor(booting);
		expect(left()).toHaveLength(1);
		await terminal.waitFor(screen => /1 Health/.test(screen) && /40 servers: /.test(screen), 60_000);
		await terminal.waitFor(/p95 \d+/);
		await terminal.waitFor(`${applied.length} applied, 2 pending`);
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
		await expect.poll(left, {timeout: 20_000}).toEqual([]);
	});

	it('leaves nothing behind after Ctrl+C while it starts', async () => {
		const {terminal, left} = openDemo();
		await terminal.waitFor(booting);
		terminal.press(keys.ctrlC);
		await terminal.exit;
		await expect.poll(left, {timeout: 20_000}).toEqual([]);
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'leaves nothing behind after %s right after its start',
		async signal => {
			const {terminal, left} = openDemo();
			await expect.poll(left, {timeout: 20_000, interval: 1}).toHaveLength(1);
			terminal.signal(signal);
			await terminal.exit;
			await expect.poll(left, {timeout: 20_000}).toEqual([]);
		},
	);

	it('shows its progress on one line, also in a narrow terminal', async () => {
		const {terminal} = openDemo({columns: 60, rows: 24});
		let most = 0;
		await terminal.waitFor(screen => {
			const shown = screen.split('\n').filter(text => text.trim() !== '').length;
			const opened = /pgdeck needs/.test(screen);
			if (!opened) most = Math.max(most, shown);
			return opened;
		}, 60_000);
		expect(most).toBe(1);
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
	});

	it('resumes traffic after a crash of its server', async () => {
		const {terminal, left, folder} = openDemo();
		await terminal.waitFor(/40 servers: /, 60_000);
		const [own = ''] = left();
		const cluster = path.join(folder, own);
		const port = Number(readFileSync(path.join(cluster, 'data/postmaster.pid'), 'utf8').split('\n')[3]);
		const password = readFileSync(path.join(cluster, 'password'), 'utf8');
		const sql = postgres({host: '127.0.0.1', port, user: 'postgres', password, database: 'registry', max: 1});
		const [victim] = await sql<{pid: number; now: Date}[]>`select pg_backend_pid() as pid, now() as now`;
		if (!victim) throw new Error('No backend to kill.');
		process.kill(victim.pid, 'SIGKILL');
		const newer = async () => {
			const rows =
				await sql`select from request_logs where request_time > ${victim.now} + interval '1 second'`;
			return rows.length;
		};
		await until(
			() => newer().catch(() => 0),
			count => count > 20,
			60_000,
		);
		await sql.end({timeout: 1});
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
	});

	it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('leaves nothing behind after %s', async signal => {
		const {terminal, left} = openDemo();
		await terminal.waitFor('1 Health', 60_000);
		expect(left()).toHaveLength(1);
		terminal.signal(signal);
		await terminal.exit;
		await expect.poll(left, {timeout: 20_000}).toEqual([]);
	});
});
