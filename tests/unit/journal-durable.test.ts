import {fstatSync, fsyncSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import {openJournal} from '../../source/actions/engine/journal.ts';
import {entryOf} from '../helpers/fixtures-plans.ts';

vi.mock('node:fs', async original => {
	const actual = await original<typeof import('node:fs')>();
	return {...actual, fsyncSync: vi.fn(actual.fsyncSync), writeSync: vi.fn(actual.writeSync)};
});

it('syncs each line and the folder of a new file before it returns', async () => {
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

describe('a disk that writes part of a line', () => {
	afterEach(() => void vi.mocked(writeSync).mockReset());

	const begin = async () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-short-'));
		onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
		const {writeSync: really} = await vi.importActual<typeof import('node:fs')>('node:fs');
		/** The most bytes that each call writes; below 0 there is no space. */
		const writeAtMost = (...limits: number[]) =>
			vi.mocked(writeSync).mockImplementation(((descriptor: number, data: Buffer, offset: number = 0) => {
				const limit = limits.shift() ?? Number.POSITIVE_INFINITY;
				if (limit < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), {code: 'ENOSPC'});
				return really(descriptor, data, offset, Math.min(limit, data.length - offset));
			}) as typeof writeSync);
		return {journal: openJournal(path.join(folder, 'journal.jsonl')), writeAtMost};
	};

	it('gets the rest when there is room again', async () => {
		const {journal, writeAtMost} = await begin();
		writeAtMost(300, 1);
		journal.append(entryOf());
		expect(journal.read()).toEqual([entryOf()]);
	});

	it.each([
		['no space for the rest', [300, -1]],
		['no progress', [300, 0]],
	])('stops the action: %s', async (_what, limits) => {
		const {journal, writeAtMost} = await begin();
		writeAtMost(...limits);
		expect(() => journal.append(entryOf())).toThrow(/can't be written, so nothing more is run/);
	});

	it('does not damage the next entry', async () => {
		const {journal, writeAtMost} = await begin();
		writeAtMost(300, -1);
		expect(() => journal.append(entryOf())).toThrow();
		journal.append(entryOf({event: 'done'}));
		expect(journal.read()).toEqual([entryOf({event: 'done'})]);
	});

	it('stops the action if the file does not have what was written', async () => {
		const {journal} = await begin();
		vi.mocked(writeSync).mockImplementation(
			((_descriptor: number, data: Buffer, offset: number = 0) => data.length - offset) as typeof writeSync,
		);
		expect(() => journal.append(entryOf())).toThrow(/can't be written/);
	});
});
