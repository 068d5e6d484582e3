import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {directorySet} from '../../source/migrations/directory.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
afterAll(() => rmSync(folder, {recursive: true}));

it('reads the files of a folder as they are stored', async () => {
	writeFileSync(
		path.join(folder, '1_a.sql'),
		Buffer.from("-- migrate:up\nselect 'é';\n-- migrate:down\n", 'latin1'),
	);
	writeFileSync(path.join(folder, '2_b.sql'), "-- migrate:up\nselect 'é';\n-- migrate:down\n");
	writeFileSync(path.join(folder, 'README.md'), 'not a migration');
	const files = await directorySet(folder).load();
	expect(files.map(({fileName, problem}) => [fileName, problem])).toEqual([
		['1_a.sql', 'it is not UTF-8: byte 0xe9 at offset 22 (line 2). Save it as UTF-8'],
		['2_b.sql', undefined],
	]);
});

it('says which folder it can not read', async () => {
	await expect(directorySet(path.join(folder, 'none')).load()).rejects.toThrow(
		/none can't be read. Name another/,
	);
});
