import {chmodSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {applied} from '../helpers/registry.ts';
import {keys, openTerminal, type TestTerminal} from '../helpers/terminal.ts';

const booting = /registry pack|filling it/;

describe('the demo', () => {
	const folders: string[] = [];

	/** A demo with a folder of its own for temporary files, which has to be empty again when it is gone. */
	function openDemo(): {terminal: TestTerminal; left: () => string[]} {
		const folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'));
		// As root the server runs as another user, who has to get through.
		chmodSync(folder, 0o777);
		const elsewhere = mkdtempSync(path.join(tmpdir(), 'demo-home-'));
		folders.push(folder, elsewhere);
		const terminal = openTerminal(['demo'], {
			env: {TMPDIR: folder, XDG_STATE_HOME: elsewhere, XDG_CACHE_HOME: elsewhere},
		});
		return {terminal, left: () => readdirSync(folder)};
	}

	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
	});

	it('shows how far it is, opens on all panes, and leaves nothing behind when it is quit', async () => {
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

	it('leaves nothing behind after Ctrl+C while it boots', async () => {
		const {terminal, left} = openDemo();
		await terminal.waitFor(booting);
		terminal.press(keys.ctrlC);
		await terminal.exit;
		await expect.poll(left, {timeout: 20_000}).toEqual([]);
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
