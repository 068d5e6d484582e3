import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it, vi} from 'vitest';
import type {NodeKey} from '../../source/history/evidence-file.ts';
import {createEvidenceLog} from '../../source/history/evidence-log.ts';
import {type IndexLook, quietTime} from '../../source/history/index-evidence.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-evidence-'));
afterAll(() => rmSync(folder, {recursive: true}));

const key: NodeKey = {systemIdentifier: '7', timeline: 1, databaseOid: 5, node: 'db1:5432'};
const hour = 3_600_000;
const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * hour);
const since = (hours: number, reset = true) => ({at: at(hours), reset});
const look = (oid: number, scans: number, change: Partial<IndexLook> = {}): IndexLook => ({
	...{oid, fingerprint: `f${oid}`, name: `i${oid}`, scans, bytesPerRow: null},
	...change,
});

let serial = 0;
const newFile = () => path.join(folder, `state${++serial}`, 'pgdeck', 'indexes.sqlite');
const told = (
	{records, node}: Awaited<ReturnType<ReturnType<typeof createEvidenceLog>['look']>>,
	oid = 1,
) => {
	const record = records.get(oid);
	return record && quietTime(record, node);
};

describe('the index history', () => {
	it('survives the program and a reset of the counters', async () => {
		const file = newFile();
		for (const hours of [0, 0.5, 1, 2.1, 3.2]) {
			const log = createEvidenceLog(file);
			await log.look(key, [look(1, 0)], since(-9), at(hours));
			expect(log.problem).toBeNull();
			log.close();
		}
		const log = createEvidenceLog(file);
		const found = told(await log.look(key, [look(1, 0)], since(4), at(5)));
		expect(found).toMatchObject({quietSince: at(0), seen: 5, resets: 1, gapMs: 0.8 * hour});
		log.close();
	});

	it('is separate for each node, timeline and database', async () => {
		const log = createEvidenceLog(newFile());
		await log.look(key, [look(1, 0)], since(-9), at(0));
		for (const other of [{timeline: 2}, {databaseOid: 6}, {node: 'db2:5432'}, {systemIdentifier: '8'}]) {
			const found = told(await log.look({...key, ...other}, [look(1, 0)], since(-9), at(9)));
			expect(found?.quietSince).toEqual(at(9));
		}
		log.close();
	});

	it('counts a reset once if two consoles see it', async () => {
		const file = newFile();
		const [one, two] = [createEvidenceLog(file), createEvidenceLog(file)];
		await Promise.all([one, two].map(log => log.look(key, [look(1, 3)], since(-9), at(0))));
		await Promise.all([one, two].map(log => log.look(key, [look(1, 0)], since(4), at(5))));
		for (const log of [one, two]) {
			const found = told(await log.look(key, [look(1, 0)], since(4), at(6)));
			expect(found).toMatchObject({quietSince: at(0), resets: 1, gapMs: 4 * hour});
			log.close();
		}
	});

	it('is written once an hour, and at once if there is news', async () => {
		const file = newFile();
		const [writer, other] = [createEvidenceLog(file), createEvidenceLog(file)];
		await writer.look(key, [look(1, 0)], since(-9), at(0));
		await writer.look(key, [look(1, 5)], since(-9), at(0.5));
		// The other console does not know of the scans and sees them now.
		expect(told(await other.look(key, [look(1, 5)], since(-9), at(0.6)))?.quietSince).toEqual(at(0.6));
		await writer.look(key, [look(1, 5), look(2, 0)], since(-9), at(0.7));
		const third = createEvidenceLog(file);
		expect(told(await third.look(key, [look(1, 5), look(2, 0)], since(-9), at(0.8)), 2)?.quietSince).toEqual(
			at(0.7),
		);
		for (const log of [writer, other, third]) log.close();
	});

	it('forgets dropped indexes and stays small', async () => {
		const file = newFile();
		const log = createEvidenceLog(file);
		const many = Array.from({length: 5000}, (_unused, oid) => look(oid + 1, oid));
		await log.look(key, many, since(-9), at(0));
		await log.look(key, many.slice(0, 10), since(-9), at(1));
		expect((await log.look(key, many.slice(0, 10), since(-9), at(2))).records.size).toBe(10);
		log.close();
		expect(statSync(file).size).toBeLessThan(2_000_000);
	});

	it('is readable by its owner only, and Node prints no warning', async () => {
		const warned = vi.spyOn(process.stderr, 'write');
		const file = newFile();
		const log = createEvidenceLog(file);
		await log.look(key, [look(1, 0)], since(-9), at(0));
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
		if (existsSync(`${file}-wal`)) expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
		log.close();
		expect(warned.mock.calls.flat().join('')).not.toMatch(/Experimental/);
		warned.mockRestore();
	});
});

describe('an unusable file', () => {
	const usable = async (file: string, problem: RegExp) => {
		const log = createEvidenceLog(file);
		await log.look(key, [look(1, 0)], since(-9), at(0));
		const found = told(await log.look(key, [look(1, 0)], since(-9), at(5)));
		expect(found).toMatchObject({quietSince: at(0), resets: 0});
		expect(log.problem).toMatch(problem);
		log.close();
	};

	it('is reported if it is not a history, and the console continues', async () => {
		const file = path.join(folder, 'text.sqlite');
		writeFileSync(file, 'This is a text, and long enough to be taken for a header.'.repeat(100));
		await usable(
			file,
			/can't be kept in .*text\.sqlite: it is no history of pgdeck, or damaged: move it away/,
		);
	});

	it('is reported if it is a folder or below a file', async () => {
		const file = path.join(folder, 'folder.sqlite');
		mkdirSync(file);
		await usable(file, /can't be kept/);
		await usable(path.join(folder, 'text.sqlite', 'x.sqlite'), /can't be kept/);
	});

	it('is ignored if nothing is kept', async () => {
		const log = createEvidenceLog(undefined);
		await log.look(key, [look(1, 0)], since(-9), at(0));
		expect([log.file, log.problem]).toEqual([null, null]);
	});
});
