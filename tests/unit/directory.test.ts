import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {directorySet} from '../../source/migrations/set.ts';
import {UserError} from '../../source/postgres/errors.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
const other = (name: string) => {
	const made = path.join(folder, name);
	mkdirSync(made);
	return made;
};
afterAll(() => rmSync(folder, {recursive: true}));

it('reads the files of a folder unchanged', async () => {
	writeFileSync(
		path.join(folder, '1_a.sql'),
		Buffer.from("-- migrate:up\nselect 'é';\n-- migrate:down\n", 'latin1'),
	);
	writeFileSync(path.join(folder, '2_b.sql'), "-- migrate:up\nselect 'é';\n-- migrate:down\n");
	writeFileSync(path.join(folder, 'README.md'), 'not a migration');
	const files = await directorySet(folder).load();
	expect(files.map(({fileName, problem}) => [fileName, problem])).toEqual([
		[
			'1_a.sql',
			{
				code: 'not-utf8',
				facts: {byte: '0xe9', offset: 22, line: 2},
				text: 'not UTF-8: byte 0xe9 at offset 22 (line 2). Save the file as UTF-8.',
			},
		],
		['2_b.sql', undefined],
	]);
});

it('names a folder that it cannot read', async () => {
	await expect(directorySet(path.join(folder, 'none')).load()).rejects.toThrow(
		/none cannot be read. Name another/,
	);
});

it('skips folders and files that are not named as migrations, and lists them', async () => {
	const mixed = other('mixed');
	writeFileSync(path.join(mixed, '1_a.sql'), '-- migrate:up\n-- migrate:down\n');
	writeFileSync(path.join(mixed, 'V1__x.sql'), 'select 1;');
	writeFileSync(path.join(mixed, '2_B.SQL'), 'select 1;');
	writeFileSync(path.join(mixed, 'README.md'), 'not a migration');
	mkdirSync(path.join(mixed, '302_dir.sql'));
	const set = directorySet(mixed);
	expect((await set.load()).map(({fileName}) => fileName)).toEqual(['1_a.sql']);
	expect(await set.skipped()).toEqual(['2_B.SQL', '302_dir.sql', 'V1__x.sql']);
});

it.each([
	['303_nowhere.sql', '/nowhere/at/all', /it links to a file that does not exist\. Repair it, or remove it/],
	['304_itself.sql', '304_itself.sql', /it links back to itself\./],
	['305_folder.sql', '.', /not a regular file\./],
])('names the file that cannot be read: %s', async (name, target, reason) => {
	const linked = other(name.slice(0, 3));
	symlinkSync(target, path.join(linked, name));
	const failure: unknown = await directorySet(linked)
		.load()
		.catch((error: unknown) => error);
	expect(failure).toBeInstanceOf(UserError);
	expect((failure as Error).message).toContain(`The migration ${path.join(linked, name)} cannot be read: `);
	expect((failure as Error).message).toMatch(reason);
});
