import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {momentsOf} from '../helpers/moments.ts';
import {runProgram} from '../helpers/program.ts';
import {ownFolder, recorded} from '../helpers/recordings.ts';

describe.each(versions)('pgdeck diff on PostgreSQL %i', async version => {
	const database = await createDatabase(version);

	it('prints changes from a recording to now, and to another recording', async () => {
		const env = {XDG_STATE_HOME: ownFolder()};
		await database.sql`create table orders (id int primary key, at timestamptz)`;
		await database.sql`create index orders_at on orders (at)`;
		const folder = ownFolder();
		const record = async (name: string) => {
			const file = path.join(folder, name);
			const {code, error} = await runProgram(
				['record', file, database.uri(), '--for', '3s', '--interval', '0.5'],
				env,
			);
			expect([code, error]).toEqual([0, expect.stringContaining('samples')]);
			return file;
		};
		const before = await record('before.pgdeck');
		await database.sql`drop index orders_at`;
		await database.sql`create index orders_id_at on orders (id, at)`;
		await database.sql`create table later (id int)`;

		const text = await runProgram(['diff', before, database.uri()], env);
		expect([text.code, text.error]).toEqual([0, '']);
		expect(text.out).toMatch(/gone +│ public\.orders_at +│ CREATE INDEX orders_at/);
		expect(text.out).toMatch(/new +│ public\.orders_id_at +│ - +│ CREATE INDEX orders_id_at/);
		expect(text.out).toMatch(/TABLES[\s\S]*new +│ public\.later/);

		const after = await record('after.pgdeck');
		const json = await runProgram(['diff', before, after, '--json'], env);
		const {changes} = JSON.parse(json.out) as {changes: Array<Record<string, unknown>>};
		expect(changes).toContainEqual(
			expect.objectContaining({part: 'indexes', kind: 'gone', name: 'public.orders_at', after: null}),
		);
		const same = await runProgram(['diff', after], env);
		expect(same.out).toContain('INDEXES\n  no changes');
	});
});

describe('pgdeck diff', () => {
	it('compares the beginning of a recording with its end', async () => {
		const {code, out} = await runProgram(['diff', recorded(momentsOf(3))]);
		expect(code).toBe(0);
		expect(out).toContain('registry on db-1.example.org:5432: 2026-');
	});

	it.each([
		[['diff'], 2, 'No recording is named. Give one: pgdeck diff FILE'],
		[['diff', 'a', 'b', 'c'], 2, 'Unexpected argument "c". See pgdeck diff --help.'],
		[['diff', '/nowhere/a'], 1, 'there is no such file or directory'],
		[['diff', '/etc/hostname'], 1, 'is not a recording'],
		[['--compare', '/etc/hostname'], 1, 'is not a recording'],
		[['--compare', '/nowhere/a'], 1, 'there is no such file or directory'],
		[['--compare'], 2, '--compare requires a value'],
		[['snapshot', '--compare', 'a'], 2, '--compare is not an option of pgdeck snapshot'],
	])('%j exits with %i and gives the reason', async (args, code, expected) => {
		const output = await runProgram(args);
		expect([output.code, output.error]).toEqual([code, expect.stringContaining(expected)]);
	});
});
