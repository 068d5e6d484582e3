import {
	copyFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {deflateRawSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {encodeSnapshot} from '../../source/domain/snapshot/schema.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {hostileName, hostileSnapshot, liveOf, ok, scenarios} from '../helpers/fixtures.ts';
import {entryOf} from '../helpers/fixtures-plans.ts';
import {identity} from '../helpers/fixtures-sections.ts';
import {momentsOf} from '../helpers/moments.ts';
import {opened, ownFolder, recorded, recorderTo} from '../helpers/recordings.ts';

const timeOf = (live: {snapshot: {takenAt: Date}}) => live.snapshot.takenAt.getTime();

describe('a recording', () => {
	it('returns every sample exactly, in any order', () => {
		const lives = momentsOf(400);
		const recording = opened(recorded(lives));
		expect(recording.times()).toEqual(lives.map(timeOf));
		for (const place of [0, 1, 2, 399, 398, 149, 150, 151, 149, 200, 3]) {
			const live = lives[place];
			if (!live) throw new Error('There are 400 samples.');
			const again = recording.at(timeOf(live));
			expect(again).toEqual(live);
			expect(again && encodeSnapshot(again.snapshot)).toEqual(encodeSnapshot(live.snapshot));
		}
	});

	it.each(Object.entries(scenarios))('returns every state of a console: %s', (_name, live) => {
		const shown = {...live, link: {state: 'live'}, paused: false} as const;
		const recording = opened(recorded([shown]));
		expect(recording.at(timeOf(shown))?.snapshot).toEqual(shown.snapshot);
		expect(recording.at(timeOf(shown))?.now).toEqual(shown.now);
	});

	it('has one moment per sample, with its later results', () => {
		const [first, second, third] = momentsOf(3);
		if (!first || !second || !third) throw new Error('There are three moments.');
		const more = {...second, snapshot: {...second.snapshot, cost: {queries: 40, tookMs: 3}}};
		const recording = opened(recorded([first, second, more, third]));
		expect(recording.times()).toHaveLength(3);
		expect(recording.at(timeOf(more))).toEqual(more);
		expect(recording.at(timeOf(third))).toEqual(third);
		expect(recording.vitals()).toEqual(third.history.items);
	});

	it('is one small file that only its owner can read', () => {
		const file = recorded(momentsOf(300));
		expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(file).size).toBeLessThan(400_000);
	});

	it('is continued by a later recorder of the same server only', () => {
		const lives = momentsOf(20);
		const file = recorded(lives.slice(0, 10));
		const recorder = recorderTo(file);
		for (const live of lives.slice(10)) recorder.add(live);
		recorder.close();
		const recording = opened(file);
		expect(recording.times()).toEqual(lives.map(timeOf));
		for (const live of lives) expect(recording.at(timeOf(live))?.snapshot).toEqual(live.snapshot);
		const before = readFileSync(file);
		expect(() => recorderTo(file, {}, {...identity, databaseOid: 4711})).toThrow(
			/is a recording of registry on .*, not of registry on .*\. Give another file\./,
		);
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	it('can be read while it is written, and after its writer was killed', () => {
		const lives = momentsOf(30);
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file);
		for (const live of lives) recorder.add(live);
		expect(opened(file).times()).toHaveLength(30);
		const crashed = path.join(ownFolder(), 'a.pgdeck');
		for (const end of ['', '-wal']) copyFileSync(file + end, crashed + end);
		recorder.close();
		expect(opened(crashed).at(timeOf(lives[29] ?? lives[0] ?? liveOf()))).toEqual(lives[29]);
		const further = recorderTo(crashed);
		for (const live of momentsOf(40).slice(30)) further.add(live);
		further.close();
		expect(opened(crashed).times()).toHaveLength(40);
	});

	it('records the times when the server was unreachable', () => {
		const [first, second] = momentsOf(2);
		const {link} = scenarios.lost;
		if (!first || !second || link.state !== 'lost') throw new Error('The fixtures have a loss.');
		const lost = {...first, link};
		const recording = opened(recorded([first, lost, {...lost}, second]));
		expect(recording.times()).toHaveLength(2);
		expect(recording.gaps()).toEqual([
			{began: link.since, ended: second.snapshot.takenAt, reason: expect.stringContaining('ECONNREFUSED')},
		]);
	});

	it('contains the actions on this server during the recording, once', () => {
		const soon = new Date(Date.now() + 1000);
		const own = entryOf({at: soon});
		const {server} = own;
		const other = entryOf({at: soon, server: {...server, databaseOid: 4711}});
		const old = entryOf({at: new Date(0)});
		const file = path.join(ownFolder(), 'a.pgdeck');
		const same = {...identity, ...server};
		for (let times = 0; times < 2; times++) {
			const recorder = recorderTo(file, {journal: () => [old, own, other]}, same);
			for (const live of momentsOf(2)) recorder.add(live);
			recorder.close();
		}
		expect(opened(file).journal()).toEqual([own]);
	});
});

describe('the limits of a recording', () => {
	const noise = (many: number) =>
		momentsOf(many).map((live, index) => ({
			...live,
			snapshot: {
				...live.snapshot,
				findings: {
					rows: [],
					unknown: Array.from({length: 100}, (_unused, place) => ({
						rule: 'sequences' as const,
						code: 'failed' as const,
						grant: `${index}-${place}`,
						blind: false,
						reason: Array.from({length: 8}, () => Math.random().toString(36)).join(''),
					})),
				},
			},
		}));

	it('limit its size by removing the oldest samples', () => {
		const maxBytes = 1024 * 1024;
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {maxBytes});
		const lives = noise(400);
		for (const live of lives) {
			recorder.add(live);
			expect(recorder.bytes).toBeLessThanOrEqual(maxBytes);
		}
		recorder.close();
		expect(statSync(file).size).toBeLessThanOrEqual(maxBytes);
		const recording = opened(file);
		expect(recording.times().length).toBeGreaterThan(50);
		expect(recording.times().length).toBeLessThan(400);
		expect(recording.times().at(-1)).toBe(timeOf(lives[399] ?? liveOf()));
		for (const live of lives.slice(-recording.times().length))
			expect(recording.at(timeOf(live))?.snapshot).toEqual(live.snapshot);
	});

	it('limit its age by segment', () => {
		const file = recorded(momentsOf(900), {keepMs: 400_000});
		const times = opened(file).times();
		expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(400_000 + 300_000);
	});

	it('stop a recorder without room for one sample and keep the file', () => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {maxBytes: 8192});
		const [first] = noise(1);
		if (!first) throw new Error('There is one sample.');
		expect(() => recorder.add(first)).toThrow(
			/takes \d+ kB, and the recording is limited to 8 kB\. Give a larger --max-size\./,
		);
		expect(() => recorder.close()).not.toThrow();
		expect(() => opened(file)).toThrow(/has no sample in it/);
	});
});

describe('a recording that can no longer be written', () => {
	it('reports the error and that earlier samples are kept, with the log beside the file', () => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file);
		const [first, second] = momentsOf(2);
		if (!first || !second) throw new Error('There are two moments.');
		recorder.add(first);
		const other = new DatabaseSync(file);
		other.exec('begin immediate');
		expect(() => recorder.add(second)).toThrow(
			/can't be written: another program is writing to it.* The samples recorded so far are in it, with .*a\.pgdeck-wal: keep them together\.$/,
		);
		other.exec('rollback');
		other.close();
		expect(opened(file).times()).toEqual([timeOf(first)]);
	});

	it.each([
		['deleted', (file: string) => rmSync(file)],
		['moved', (file: string) => renameSync(file, `${file}.old`)],
		[
			'another one',
			(file: string) => {
				renameSync(file, `${file}.old`);
				copyFileSync(`${file}.old`, file);
			},
		],
	])('ends when its file is %s', (_name, change) => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file);
		const lives = momentsOf(20);
		for (const live of lives.slice(0, 3)) recorder.add(live);
		change(file);
		expect(() => {
			for (const live of lives.slice(3)) recorder.add(live);
		}).toThrow(/was moved or deleted\. Start another one\./);
	});
});

describe('a file that is not a recording', () => {
	it.each([
		['text', (file: string) => writeFileSync(file, 'x'.repeat(500)), /is not a recording\. Give a file/],
		['hardly a byte', (file: string) => writeFileSync(file, 'x'), /is not a recording/],
		[
			"someone else's database",
			(file: string) => {
				const database = new DatabaseSync(file);
				database.exec('create table mine (a); pragma user_version = 1');
				database.close();
			},
			/is not a recording/,
		],
		[
			'a recording of a later version',
			(file: string) => {
				const database = new DatabaseSync(file);
				database.exec('create table a (b); pragma application_id = 1885824107; pragma user_version = 9');
				database.close();
			},
			/has format 9, and this pgdeck reads format 1\. Use the version of pgdeck that wrote it\./,
		],
		['a folder', (file: string) => mkdirSync(file), /can't be read: it is a directory/],
	])('is refused for reading and writing, and not changed: %s', (_what, make, expected) => {
		const file = path.join(ownFolder(), 'a');
		make(file);
		const read = () => (statSync(file).isFile() ? readFileSync(file, 'hex') : 'folder');
		const before = read();
		expect(() => opened(file)).toThrow(expected);
		expect(() => recorderTo(file)).toThrow(expected);
		expect(read()).toBe(before);
		expect(readdirSync(path.dirname(file))).toEqual(['a']);
	});

	it('is reported as missing, or as in no folder', () => {
		const file = path.join(ownFolder(), 'nowhere', 'a.pgdeck');
		expect(() => opened(file)).toThrow(/can't be read: there is no such file or directory/);
		expect(() => recorderTo(file)).toThrow(/can't be written: there is no such file or directory/);
	});

	it('is reported as damaged in a sentence', () => {
		const file = recorded(momentsOf(100));
		const bytes = readFileSync(file);
		bytes.fill(0x55, 4096);
		writeFileSync(file, bytes);
		expect(() => opened(file).at(0)).toThrow(
			/^The recording .* can't be read: it is (no recording, or )?damaged/,
		);
	});
});

describe('a damaged sample of a recording', () => {
	it.each([
		['no JSON', deflateRawSync('{"whole": {"version": 1 "takenAt"')],
		['unpacked data', Buffer.from('unpacked data')],
	])('is reported as damaged: %s', (_name, data) => {
		const file = recorded(momentsOf(1));
		const database = new DatabaseSync(file);
		database.prepare('update frame set data = ?').run(data);
		database.close();
		expect(() => opened(file).at(Infinity)).toThrow(/can't be read: it is damaged\./);
	});
});

describe('the wait samples of a recording', () => {
	const looksAt = (live: Live | undefined) => live?.waits?.map(({at}) => at.getTime());
	const point = (at: Date) => ({at, hidden: 0, counts: [], sessions: null});

	it('cover the hour before the moment', () => {
		const lives = momentsOf(6).map((live, index, all) => {
			const first = all[0]?.snapshot.takenAt.getTime() ?? 0;
			const takenAt = new Date(first + index * 15 * 60_000);
			const half = new Date(takenAt.getTime() - 1000);
			const waits = ok({everyMs: 1000, lookMs: 1, points: [point(half), point(takenAt)]});
			const {snapshot} = live;
			return {
				...live,
				now: takenAt,
				snapshot: {...snapshot, takenAt, sections: {...snapshot.sections, waits}},
			};
		});
		const recording = opened(recorded(lives));
		const times = recording.times();
		const whole = looksAt(recording.at(times.at(-1) ?? 0));
		expect(whole).toEqual(times.slice(2).flatMap(time => [time - 1000, time]));
		expect(looksAt(recording.at(times[1] ?? 0))).toHaveLength(4);
		for (const time of times) recording.at(time);
		expect(looksAt(recording.at(times.at(-1) ?? 0))).toEqual(whole);
	});
});

describe('a recording from another host', () => {
	it('shows missing and malformed sections as unknown', () => {
		const file = recorded(momentsOf(1));
		const database = new DatabaseSync(file);
		const {requests: _gone, ...sections} = JSON.parse(JSON.stringify(momentsOf(1)[0]?.snapshot.sections));
		const snapshot = {
			...JSON.parse(JSON.stringify(momentsOf(1)[0]?.snapshot)),
			sections: {...sections, health: {status: 'ok', value: {strange: 1}}},
			findings: {rows: 'none'},
		};
		database.prepare('update frame set data = ?').run(deflateRawSync(JSON.stringify({whole: snapshot})));
		database.close();
		const live = opened(file).at(Number.MAX_SAFE_INTEGER);
		expect(live?.snapshot.sections.requests).toMatchObject({status: 'unsupported'});
		expect(live?.snapshot.sections.health).toMatchObject({status: 'unsupported'});
		expect(live?.snapshot.sections.tables.status).toBe('ok');
		expect(live?.snapshot.findings.rows).toEqual([]);
		expect(live?.snapshot.findings.unknown).toHaveLength(1);
	});

	it('has no terminal escape sequences', () => {
		expect(opened(recorded([liveOf({snapshot: hostileSnapshot()})])).at(Infinity)?.snapshot).toEqual(
			hostileSnapshot(),
		);
		const file = recorded(momentsOf(1));
		const database = new DatabaseSync(file);
		const snapshot = JSON.parse(JSON.stringify(momentsOf(1)[0]?.snapshot));
		snapshot.server.database = hostileName;
		database.prepare('update frame set data = ?').run(deflateRawSync(JSON.stringify({whole: snapshot})));
		database.prepare('update frame set vitals = ?').run(JSON.stringify({at: 'never', active: '\u001b[2J'}));
		database.close();
		const live = opened(file).at(Infinity);
		expect(live?.snapshot.server.database).toBe(sanitize(hostileName));
		expect(live?.history.items[0]?.active).toBeNull();
	});
});

describe('the opened row', () => {
	const focus = {kind: 'statement', queryId: '101', databaseId: 16_384} as const;
	const detailOf = (text: string): Live['detail'] => ({
		focus,
		section: ok({kind: 'statement', text}),
	});
	const course = (): Live[] =>
		momentsOf(4).flatMap((live, index) => {
			if (index === 0) return [live];
			if (index === 3) return [live];
			const pendingDetail: Live = {...live, detail: {focus, section: {status: 'pending'}}};
			return [pendingDetail, {...live, detail: detailOf(`select ${index}`)}];
		});

	it('has its detail at the moments when it was open, including late ones', () => {
		const lives = course();
		const recording = opened(recorded(lives));
		const times = recording.times();
		expect(times).toHaveLength(4);
		expect(times.map(time => recording.at(time)?.detail)).toEqual([
			undefined,
			detailOf('select 1'),
			detailOf('select 2'),
			undefined,
		]);
	});

	it('shows other rows and moments as not recorded', () => {
		const machine = createTimeMachine({moments: opened(recorded(course()))});
		machine.focus(focus);
		const section = () => machine.shown.get().detail?.section;
		expect(section()).toMatchObject({
			status: 'unsupported',
			code: 'not-recorded',
		});
		machine.travel({samples: 1});
		expect(section()).toEqual(detailOf('select 1')?.section);
		machine.focus({...focus, queryId: '102'});
		expect(section()).toMatchObject({status: 'unsupported'});
		machine.stop();
	});

	it.each([
		['of an unknown form', {focus: JSON.stringify(focus), section: {status: 'ok', value: {kind: 'strange'}}}],
		['without a focus', {section: {status: 'pending'}}],
		['with an invalid focus', {focus: '{', section: {status: 'pending'}}],
		['nothing', null],
	])('counts as closed if its detail is %s', (_name, detail) => {
		const file = recorded(momentsOf(1));
		const database = new DatabaseSync(file);
		const snapshot = {...JSON.parse(JSON.stringify(momentsOf(1)[0]?.snapshot)), detail};
		database.prepare('update frame set data = ?').run(deflateRawSync(JSON.stringify({whole: snapshot})));
		database.close();
		expect(opened(file).at(Infinity)?.detail).toBeUndefined();
	});
});
