import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {momentsOf} from '../helpers/moments.ts';
import {runProgram} from '../helpers/program.ts';
import {ownFolder, recorded} from '../helpers/recordings.ts';

describe('pgdeck report', () => {
	it('writes a page that is readable by its owner only', async () => {
		const file = recorded(momentsOf(20));
		const out = path.join(ownFolder(), 'a.html');
		const {code, error} = await runProgram(['report', file, '--html', out], {XDG_STATE_HOME: ownFolder()});
		expect([code, error]).toEqual([0, expect.stringContaining(`Wrote ${out}, readable by you only`)]);
		expect(statSync(out).mode & 0o777).toBe(0o600);
		expect(readFileSync(out, 'utf8')).toContain('20 samples');
	});

	it.each(versions)('samples a server for the given time, PostgreSQL %i', async version => {
		const database = await createDatabase(version);
		const {code, out, error} = await runProgram(
			['report', database.uri(), '--html', '-', '--for', '2s', '--interval', '0.5'],
			{XDG_STATE_HOME: ownFolder()},
		);
		expect(code).toBe(0);
		expect(out).toContain(`<h1>${database.name} on `);
		expect(out).toMatch(/<\/html>\n$/);
		expect(error).not.toMatch(/Warning/);
	});

	it.each([
		[['report'], 2, 'No output file is named. Give one: pgdeck report FILE --html OUT'],
		[['report', 'a', 'b', '--html', '-'], 2, 'Unexpected argument "b". See pgdeck report --help.'],
		[['report', '/nowhere/a.pgdeck', '--html', '-'], 1, 'The recording /nowhere/a.pgdeck does not exist'],
		[['report', '/etc/hostname', '--html', '-'], 1, 'is not a recording'],
	])('%j exits with %i and gives the reason', async (args, code, expected) => {
		const output = await runProgram(args);
		expect([output.code, output.error]).toEqual([code, expect.stringContaining(expected)]);
	});

	it('gives the reason why a page could not be written', async () => {
		const file = recorded(momentsOf(2));
		const {code, error} = await runProgram(['report', file, '--html', '/nowhere/a.html']);
		expect([code, error]).toEqual([1, expect.stringContaining("pgdeck can't write /nowhere/a.html")]);
		const refused = await runProgram(['report', file, '--html', '-', '--for', '2s']);
		expect([refused.code, refused.error]).toEqual([
			2,
			expect.stringContaining('--for applies to a connection'),
		]);
	});
});
