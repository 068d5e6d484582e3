import {appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir, userInfo} from 'node:os';
import path from 'node:path';
import {afterAll, beforeEach, describe, expect, it} from 'vitest';
import {entryFor, type JournalEntry, openJournal} from '../../source/actions/engine/journal.ts';
import {isAlive, outcomeSentence, outcomeWords, stories} from '../../source/actions/engine/journal-story.ts';
import {UserError} from '../../source/postgres/errors.ts';
import {entryOf, planOf} from '../helpers/fixtures-plans.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
afterAll(() => rmSync(folder, {recursive: true}));

let serial = 0;
let file = '';
beforeEach(() => {
	file = path.join(folder, String(++serial), 'deep', 'journal.jsonl');
});

const mode = (of: string) => (statSync(of).mode & 0o777).toString(8);

describe('the journal file', () => {
	it('returns entries as they were written', () => {
		const journal = openJournal(file);
		const done = entryOf({event: 'done', tookMs: 12, result: 'ok', error: {code: '55P03', message: 'no'}});
		journal.append(entryOf());
		journal.append(done);
		expect(journal.read()).toEqual([entryOf(), done]);
		expect(openJournal(file).read()).toHaveLength(2);
	});

	it('is empty if it does not exist', () => {
		expect(openJournal(file).read()).toEqual([]);
	});

	it('is readable by its owner only', () => {
		openJournal(file).append(entryOf());
		expect(mode(file)).toBe('600');
		expect(mode(path.dirname(file))).toBe('700');
	});

	it('has one line per entry, whatever it contains', () => {
		openJournal(file).append(entryOf({title: 'Drop "a\nb"', statements: ['select 1;\nselect 2']}));
		expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
		expect(openJournal(file).read()[0]?.title).toBe('Drop "a\nb"');
	});

	it('prevents a run if it cannot be written', () => {
		writeFileSync(path.join(folder, 'file'), '');
		const journal = openJournal(path.join(folder, 'file', 'journal.jsonl'));
		expect(() => journal.append(entryOf())).toThrow(UserError);
		expect(() => journal.append(entryOf())).toThrow('nothing more is run');
	});
});

describe('a damaged journal', () => {
	it.each([
		['a torn line', '{"at":"2026-11-21T08:30:00.000Z","event":"star'],
		['a line that is not an entry', '{"hello":"world"}'],
		['an event of a later version', '{"event":"paused"}'],
		['empty lines', '\n\n'],
	])('keeps the other entries: %s', (_what, line) => {
		const journal = openJournal(file);
		journal.append(entryOf({id: 'one'}));
		appendFileSync(file, `${line}\n`);
		journal.append(entryOf({id: 'two'}));
		expect(journal.read().map(({id}) => id)).toEqual(['one', 'two']);
	});

	it('keeps the entry after an incomplete one', () => {
		const journal = openJournal(file);
		journal.append(entryOf({id: 'one'}));
		appendFileSync(file, '{"at":"2026-11-21T08:30:00.000Z","event":"star');
		journal.append(entryOf({id: 'two'}));
		expect(journal.read().map(({id}) => id)).toEqual(['one', 'two']);
	});
});

describe('entryFor', () => {
	const plan = planOf();
	const [unit] = plan.units;

	it('records what is done, where, by whom, and the undo statements', () => {
		expect(entryFor(plan, unit, 'started', now)).toMatchObject({
			at: now,
			event: 'started',
			id: 'a1b2c3.1',
			plan: 'a1b2c3',
			action: 'drop-indexes',
			who: {user: userInfo().username, host: hostname(), process: process.pid, role: 'dba'},
			server: {database: 'registry', systemIdentifier: '7300000000000000001'},
			target: {kind: 'index', oid: 101},
			statements: ['DROP INDEX CONCURRENTLY public.idx_never_used'],
			undo: [expect.stringContaining('CREATE INDEX CONCURRENTLY')],
		});
	});

	it('covers all units of a declined plan', () => {
		const entry = entryFor(plan, undefined, 'declined', now);
		expect(entry).toMatchObject({id: 'a1b2c3', target: null});
		expect(entry.statements).toHaveLength(2);
	});

	it('reports a file that cannot be read', () => {
		mkdirSync(file, {recursive: true});
		expect(() => openJournal(file).read()).toThrow(
			`The journal ${file} can't be read: it is a directory. Repair it or move it away, or set XDG_STATE_HOME`,
		);
	});

	it('can be written and read again', () => {
		const journal = openJournal(file);
		const entry = entryFor(plan, unit, 'failed', now, {tookMs: 5, error: {code: 'X', message: 'y'}});
		journal.append(entry);
		expect(journal.read()).toEqual([entry]);
	});
});

describe('stories', () => {
	const here = {user: 'anna', host: hostname(), process: 4242, role: 'dba'};
	const started = (id: string, change: Partial<JournalEntry> = {}) => entryOf({id, who: here, ...change});
	const told = (entries: readonly JournalEntry[], alive = true) =>
		stories(entries, () => alive).map(({id, outcome, ended}) => [id, outcome, ended?.event]);

	it.each(['done', 'failed', 'interrupted'] as const)('end with their last entry: %s', event => {
		expect(told([started('1'), started('1', {event, at: ago(1)})])).toEqual([['1', event, event]]);
	});

	it('are open while their process exists', () => {
		expect(told([started('1')])).toEqual([['1', 'started', undefined]]);
	});

	it('were interrupted if their process has disappeared', () => {
		expect(told([started('1')], false)).toEqual([['1', 'interrupted', undefined]]);
	});

	it('are not open here if they belong to another host, whatever the process id', () => {
		expect(told([started('1', {who: {...here, host: 'other'}})])).toEqual([['1', 'interrupted', undefined]]);
	});

	it('are grouped by id, the oldest first', () => {
		const entries = [
			started('1'),
			started('2'),
			started('2', {event: 'done'}),
			started('1', {event: 'failed'}),
		];
		expect(told(entries)).toEqual([
			['1', 'failed', 'failed'],
			['2', 'done', 'done'],
		]);
	});

	it('are not open for a declined plan', () => {
		expect(told([started('1', {event: 'declined'})], false)).toEqual([['1', 'declined', 'declined']]);
	});
});

it('isAlive recognizes this process, and one that does not exist', () => {
	expect(isAlive(process.pid)).toBe(true);
	expect(isAlive(process.ppid)).toBe(true);
	expect(isAlive(2 ** 30)).toBe(false);
});

describe('the outcome of a story in words', () => {
	const begun = (host: string, event: JournalEntry['event']) =>
		stories([entryOf({event, who: {user: 'anna', host, process: 2 ** 30, role: 'dba'}})], () => true)[0];
	it.each([
		['running', 'running', hostname(), 'started'],
		['failed', 'failed', hostname(), 'failed'],
		['interrupted', 'interrupted', hostname(), 'interrupted'],
		['no end', 'no end recorded (begun on db-9)', 'db-9', 'started'],
	] as const)('%s', (words, sentence, host, event) => {
		const story = begun(host, event);
		expect(story && [outcomeWords(story), outcomeSentence(story)]).toEqual([words, sentence]);
	});

	it('names a process that has disappeared', () => {
		const entry = entryOf({who: {user: 'anna', host: hostname(), process: 2 ** 30, role: 'dba'}});
		const [story] = stories([entry], isAlive);
		expect(story && outcomeSentence(story)).toBe('no end recorded (process gone)');
	});
});
