import {readdirSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {clock} from '../../source/format/quantities.ts';
import {createDatabase} from '../helpers/database.ts';
import {momentsOf} from '../helpers/moments.ts';
import {runProgram} from '../helpers/program.ts';
import {ownFolder, recorded, samplesIn} from '../helpers/recordings.ts';
import {openTerminal} from '../helpers/terminal.ts';

const environment = () => ({XDG_STATE_HOME: ownFolder(), TZ: 'UTC'});

describe('pgdeck replay', () => {
	it.each([
		[80, 24],
		[120, 40],
	])('opens the console on a recording at %i x %i', async (columns, rows) => {
		const lives = momentsOf(60);
		const file = recorded(lives);
		const at = (place: number) => clock(lives[place]?.snapshot.takenAt ?? new Date(NaN));
		const terminal = openTerminal(['replay', file], {columns, rows, env: environment()});
		await terminal.waitFor(`${at(0)}`);
		await terminal.waitFor('REPLAY');
		terminal.press('..');
		await terminal.waitFor(at(2));
		terminal.press(')');
		await terminal.waitFor(at(32));
		terminal.press(',');
		await terminal.waitFor(at(31));
		terminal.press('4');
		await terminal.waitFor('> indexes');
		terminal.press('x');
		await terminal.waitFor(/Actions are not possible in a recording/);
		terminal.press('\u001b');
		terminal.press('R');
		await terminal.waitFor('This is a recording already.');
		terminal.press('-----');
		await terminal.waitFor('at 60 times the speed');
		terminal.press('p');
		await terminal.waitFor(at(59));
		terminal.press('.');
		await terminal.waitFor('the last moment of the recording');
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
		expect(terminal.raw).not.toMatch(/ExperimentalWarning|SQLite/);
	});

	it('prints the last sample without a terminal', async () => {
		const file = recorded(momentsOf(3));
		const {code, out, error} = await runProgram(['replay', file], environment());
		expect([code, error]).toEqual([0, '']);
		expect(out).toContain('primary registry on db-1.example.org:5432');
		expect(out).toContain('sampled 2026-');
	});

	it.each([
		[['replay'], 2, 'No recording is named. Give one: pgdeck replay FILE'],
		[['replay', 'a', 'b'], 2, 'Unexpected argument "b". See pgdeck replay --help.'],
		[['replay', '/nowhere/a'], 1, "can't be read: there is no such file or directory"],
		[['replay', '/etc/hostname'], 1, 'is not a recording'],
		[['replay', '/'], 1, 'it is a directory'],
		[['replay', 'a', '--interval', '2'], 2, '--interval is not an option of pgdeck replay'],
	])('%j exits with %i and gives the reason', async (args, code, expected) => {
		const output = await runProgram(args, environment());
		expect([output.code, output.error]).toEqual([code, expect.stringContaining(expected)]);
	});
});

describe('the console on a server', async () => {
	const database = await createDatabase(18);

	it('goes back in time, records with R, and replays the recording', async () => {
		const state = ownFolder();
		const env = {...environment(), XDG_STATE_HOME: state};
		const terminal = openTerminal([database.uri(), '--interval', '0.5'], {env});
		await terminal.waitFor(/every 500 ms +\d\d:\d\d:\d\d/);
		terminal.press('R');
		await terminal.waitFor(/ REC /);
		const folder = path.join(state, 'pgdeck', 'recordings');
		const file = () => path.join(folder, readdirSync(folder).find(name => name.endsWith('.pgdeck')) ?? '');
		await terminal.waitFor(() => samplesIn(file()) > 3);
		terminal.press(',');
		await terminal.waitFor(/REPLAY \d\d:\d\d:\d\d/);
		expect(terminal.screen()).not.toContain('WRITE');
		const [moment] = /REPLAY \d\d:\d\d:\d\d/.exec(terminal.screen()) ?? [];
		await terminal.waitFor(/ [2-9](\.\d)? s ago/);
		expect(terminal.screen()).toContain(moment);
		terminal.press('\u001b');
		await terminal.waitFor(screen => !screen.includes('REPLAY') && screen.includes('WRITE'));
		terminal.press('R');
		await terminal.waitFor(/\d+ samples written/);
		terminal.press('q');
		expect((await terminal.exit).code).toBe(0);
		expect(terminal.raw).not.toMatch(/ExperimentalWarning|SQLite/);
		expect(readdirSync(folder)).toHaveLength(1);
		const replayed = openTerminal(['replay', file()], {env});
		await replayed.waitFor(/REPLAY/);
		await replayed.waitFor(database.name);
		replayed.press('q');
		expect((await replayed.exit).code).toBe(0);
	});
});
