import {mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterAll, describe, expect, it, onTestFinished} from 'vitest';
import type {ServerIdentity} from '../../source/domain/snapshot/schema.ts';
import {trendUnknown} from '../../source/domain/tables/words.ts';
import {openTableSizes} from '../../source/history/table-sizes.ts';
import {createTableMemory} from '../../source/sampler/tables/table-memory.ts';
import {liveOf} from '../helpers/fixtures.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-sizes-'));
afterAll(() => rmSync(folder, {recursive: true}));

let serial = 0;
const newFile = () => path.join(folder, `state${++serial}`, 'pgdeck', 'tables.sqlite');
const dayMs = 86_400_000;
const at = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * dayMs);
const key = {system: '7', databaseOid: 5};
const seen = (days: number, rows: number) => new Map([[1, {atMs: at(days).getTime(), rows, bytes: 100}]]);
const {server} = liveOf().snapshot;
const table = (rows: number | null, change = {}) => ({
	...{oid: 1, heapBytes: 50_000_000, liveTuples: rows, rowsEstimate: null},
	...change,
});
const memoryOf = (file: string | undefined) => {
	const memory = createTableMemory(file);
	onTestFinished(() => memory.close());
	return memory;
};
/** As a console that is opened on that day. */
const opened = (file: string, days: number, rows: number | null, of: ServerIdentity = server) => {
	const memory = memoryOf(file);
	memory.look([table(rows)], of, at(days));
	return memory.trend(table(rows));
};

describe('sizes of tables', () => {
	it('are kept once per table and day for 35 days, separately for each database', () => {
		const sizes = openTableSizes(newFile());
		onTestFinished(() => sizes.close());
		expect(sizes.note(key, seen(0, 10)).size).toBe(0);
		sizes.note(key, seen(0.5, 20));
		expect(sizes.note({...key, databaseOid: 6}, seen(1, 30)).size).toBe(0);
		expect(sizes.note({...key, system: '8'}, seen(1, 30)).size).toBe(0);
		expect(sizes.note(key, seen(1, 30)).get(1)).toEqual([{atMs: at(0).getTime(), rows: 10, bytes: 100}]);
		sizes.note(key, seen(36, 40));
		expect(
			sizes
				.note(key, seen(37, 50))
				.get(1)
				?.map(({rows}) => rows),
		).toEqual([30, 40]);
	});

	it('are stored in a file that is readable by its owner only', () => {
		const file = newFile();
		openTableSizes(file).close();
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	it('show whether a table grows or shrinks, across consoles', () => {
		const file = newFile();
		expect(opened(file, 0, 1000)).toEqual({
			trend: null,
			trendUnknown: trendUnknown('too-recent'),
		});
		expect(opened(file, 0.5, 900).trend).toBeNull();
		expect(opened(file, 3, 400)).toMatchObject({
			trend: {state: 'shrinking', since: at(0), rowsThen: 1000, rowsNow: 400},
			trendUnknown: null,
		});
		// After a failover it is another server with the same rows; another cluster has others.
		expect(opened(file, 4, 2000, {...server, host: 'db2', inRecovery: true}).trend?.state).toBe('varying');
		expect(opened(file, 4, 2000, {...server, systemIdentifier: '99'}).trend).toBeNull();
	});

	it('are stored once an hour', () => {
		const memory = memoryOf(newFile());
		memory.look([table(1000)], server, at(0));
		memory.look([table(1000)], server, at(0.01));
		expect(memory.trend(table(1000)).trend).toBeNull();
		memory.look([table(400)], server, at(1));
		expect(memory.trend(table(400)).trend?.rowsNow).toBe(400);
	});

	it.each([
		['not-kept', undefined, {}],
		['size-unknown', newFile(), {heapBytes: null}],
		['too-small', newFile(), {heapBytes: 8192}],
		['rows-unknown', newFile(), {liveTuples: null}],
	] as const)('say %s', (reason, file, change) => {
		const memory = memoryOf(file);
		memory.look([table(1000, change)], server, at(0));
		memory.look([table(1000, change)], server, at(2));
		expect(memory.trend(table(1000, change))).toEqual({trend: null, trendUnknown: trendUnknown(reason)});
	});

	it('are n/a with the reason if they cannot be stored', () => {
		const damaged = newFile();
		mkdirSync(path.dirname(damaged), {recursive: true});
		writeFileSync(damaged, 'no database '.repeat(1000));
		expect(opened(damaged, 0, 1000).trendUnknown?.text).toMatch(
			/^table sizes cannot be kept in .*tables\.sqlite: /,
		);
		const newer = newFile();
		openTableSizes(newer).close();
		const database = new DatabaseSync(newer);
		database.exec('pragma user_version = 2');
		database.close();
		expect(opened(newer, 0, 1000).trendUnknown?.text).toMatch(/was written by a newer pgdeck$/);
	});
});
