import {fstatSync, fsyncSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it, onTestFinished, vi} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {entryOf} from '../helpers/fixtures-plans.ts';

vi.mock('node:fs', async original => {
	const actual = await original<typeof import('node:fs')>();
	return {...actual, fsyncSync: vi.fn(actual.fsyncSync)};
});

it('has every line on the disk before it returns, and the name of a new file too', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-durable-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const file = path.join(folder, 'journal.jsonl');
	const synced: Array<{kind: string; bytes: number}> = [];
	const {fsyncSync: really} = await vi.importActual<typeof import('node:fs')>('node:fs');
	vi.mocked(fsyncSync).mockImplementation(descriptor => {
		const stat = fstatSync(descriptor);
		synced.push({kind: stat.isDirectory() ? 'folder' : 'file', bytes: stat.isDirectory() ? 0 : stat.size});
		really(descriptor);
	});
	const journal = openJournal(file);
	journal.append(entryOf());
	const first = readFileSync(file).length;
	journal.append(entryOf({event: 'done'}));
	expect(synced).toEqual([
		{kind: 'file', bytes: first},
		{kind: 'folder', bytes: 0},
		{kind: 'file', bytes: readFileSync(file).length},
	]);
	expect(statSync(file).mode & 0o777).toBe(0o600);
});
