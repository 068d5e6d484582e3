import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Writable} from 'node:stream';
import readPasswordFile from 'pgpass';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {connectionSettings} from '../../source/settings/connection.ts';
import {findPassword} from '../../source/settings/password.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
const file = path.join(folder, 'pgpass');
const lines = [
	'# a comment',
	'db-1:5432:shop:me:exact',
	'db-1:*:*:me:any database',
	'localhost:5432:shop:me:socket',
	String.raw`db-2:5432:shop:me:a\:b\\c`,
	'second:5432:shop:me:second host',
	'*:*:*:everyone:wild',
];

/** The library warns about files that others may read: on the terminal of whoever runs the tests, too. */
const quiet = new Writable({write: (_chunk, _encoding, done) => done()});
const library = readPasswordFile as unknown as {warnTo(stream: unknown): unknown};
let before: unknown;
beforeAll(() => {
	before = library.warnTo(quiet);
});
afterAll(() => {
	library.warnTo(before);
	rmSync(folder, {recursive: true});
});

function write(mode = 0o600): string {
	writeFileSync(file, `${lines.join('\n')}\n`);
	chmodSync(file, mode);
	return file;
}

const find = (text: string, environment: NodeJS.ProcessEnv = {PGPASSFILE: write()}) =>
	findPassword(connectionSettings(text, {}, environment));

describe('findPassword', () => {
	it.each([
		['the first line that fits', 'host=db-1 dbname=shop user=me', 'exact'],
		['stars', 'host=db-1 dbname=other user=me port=6432', 'any database'],
		['escaped colons', 'host=db-2 dbname=shop user=me', String.raw`a:b\c`],
		['a socket as localhost, as libpq does', 'host=/tmp dbname=shop user=me', 'socket'],
		['the first host that has one', 'host=first,second dbname=shop user=me', 'second host'],
		['nothing where no line fits', 'host=db-3 dbname=shop user=me', undefined],
		['only the very user', 'host=db-1 dbname=shop user=you', undefined],
		['a line for every server', 'host=db-9 dbname=x user=everyone', 'wild'],
	])('%s', async (_what, text, password) => {
		expect(await find(text)).toBe(password);
	});

	it('prefers the password of the string or the environment', async () => {
		expect(await find('host=db-1 dbname=shop user=me password=own')).toBe('own');
		const environment = {PGPASSFILE: write(), PGPASSWORD: 'variable'};
		expect(await find('host=db-1 dbname=shop user=me', environment)).toBe('variable');
	});

	it('reads the passfile that the string names', async () => {
		expect(await find(`host=db-1 dbname=shop user=me passfile=${write()}`, {})).toBe('exact');
	});

	it.each([0o640, 0o604, 0o644])('refuses a file of mode %o, which others may read', async mode => {
		expect(await find('host=db-1 dbname=shop user=me', {PGPASSFILE: write(mode)})).toBeUndefined();
	});

	it('ignores a missing file', async () => {
		const environment = {PGPASSFILE: path.join(folder, 'absent')};
		expect(await find('host=db-1 dbname=shop user=me', environment)).toBeUndefined();
	});

	it('does not change the environment of the process', async () => {
		const {PGPASSFILE} = process.env;
		await find('host=db-1 dbname=shop user=me');
		expect(process.env.PGPASSFILE).toBe(PGPASSFILE);
	});
});
