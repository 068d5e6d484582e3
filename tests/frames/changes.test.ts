import {describe, expect, it} from 'vitest';
import type {Snapshot} from '../../source/domain/snapshot/schema.ts';
import {type Reference, sideOf} from '../../source/domain/snapshot/side.ts';
import {planProblem} from '../../source/domain/statements/words.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {hostileName, liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexScan, planRow, plans, seqScan} from '../helpers/fixtures-planned.ts';
import {indexes, indexRow} from '../helpers/fixtures-relations.ts';
import {ago} from '../helpers/fixtures-sections.ts';
import {settings} from '../helpers/fixtures-settings.ts';
import {statementRow, statements} from '../helpers/fixtures-statements.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

const text = 'select *\n\tfrom request_logs where created_at > $1';
const before: Snapshot = {
	...snapshotOf({
		settings: ok({
			...settings,
			rows: settings.rows.map(row => (row.name === 'work_mem' ? {...row, shown: '4 MB'} : row)),
		}),
		plans: ok({...plans, rows: [planRow('101', indexScan, {text})]}),
		tables: {status: 'denied', code: 'none', facts: {}, reason: 'no right', grant: 'x'},
	}),
	takenAt: ago(3600),
};
const after = {
	indexes: ok({...indexes, rows: [...indexes.rows, indexRow(900, sanitize(hostileName))]}),
	settings: ok(settings),
	plans: ok({...plans, rows: [planRow('101', seqScan, {text})]}),
	statements: ok({
		...statements,
		rows: [...statements.rows, statementRow('7', null, {calls: 1, execMs: 9e6})],
	}),
};
const of = (source: Reference['source'], change: Partial<Live> = {}, side = sideOf(before)): Live =>
	liveOf({snapshot: snapshotOf(after), reference: {source, side: () => side}, ...change});
const shown = (live: Live, change = {}) =>
	frameOf({live, ui: uiOn('changes', change), size: {columns: 200, rows: 50}});

describe.each(sizes)('changes at $columns x $rows', size => {
	const live = of('beginning');
	it('fit with every row', () => {
		const frame = frameOf({live, ui: uiOn('changes'), size});
		expectFits(frame, size, 'changes');
		const rows = frame.context.list?.model.rows ?? [];
		expect(rows.length).toBe(4);
		for (const row of rows) {
			const id = frame.context.list?.model.id(row) ?? '';
			expectFits(frameOf({live, ui: uiOn('changes', {detail: {id, offset: 0}}), size}), size, id);
		}
		const ids = rows.map(row => frame.context.list?.model.id(row));
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe('changes', () => {
	it('shows every part, and what could not be compared', () => {
		const {text: screen} = shown(of('beginning'));
		expect(screen).toMatch(/changes since pgdeck connected at 07:30:00, 1 h before/);
		expect(screen).toMatch(/work_mem +settings +changed +4 MB -> 64\.0 MB/);
		expect(screen).toMatch(
			/select \* from request_logs .* plans +changed +Index Scan using idx_created_at on request_logs -> Seq Scan on request_logs/,
		);
		expect(screen).toMatch(/indexes +new +CREATE INDEX/);
		expect(screen).toMatch(/n\/a tables +before: no right/);
	});

	it('names the reference', () => {
		expect(shown(of({file: '/tmp/monday.pgdeck'})).text).toMatch(
			/since 2026-\d\d-\d\d 07:30:00, 1 h before, the end of \/tmp\/monday\.pgdeck/,
		);
		const past = {at: ago(0), agoMs: undefined, place: 1, of: 2, speed: undefined};
		expect(shown(of('beginning', {past})).text).toContain('since the recording began at');
		const other = {...sideOf(before), server: {...before.server, databaseOid: 4711, database: 'shop'}};
		expect(shown(of({file: '/a'}, {}, other)).text).toContain('on another server, shop on');
	});

	it('shows both query plans in the opened row', () => {
		const live = of('beginning');
		const {list} = shown(live).context;
		const row = list?.model.rows.find(item => (item as {part: string}).part === 'plans');
		const id = list?.model.id(row) ?? '';
		const screen = shown(live, {detail: {id, offset: 0}}).text;
		expect(screen).toMatch(
			/query plan before[\s\S]*Index Cond: \(created_at > \$1\)[\s\S]*query plan now[\s\S]*Filter: \(created_at > \$1\)/,
		);
	});
});

describe('the query plan of an opened statement', () => {
	const openedOn = (plansSection: Snapshot['sections']['plans'], change: Partial<Live> = {}) =>
		frameOf({
			live: liveOf({snapshot: snapshotOf({plans: plansSection}), ...change}),
			ui: uiOn('statements', {detail: {id: '101/10/16384', offset: 0}}),
			size: {columns: 120, rows: 90},
		}).text;
	const past = {at: ago(0), agoMs: undefined, place: 1, of: 2, speed: undefined};

	it('is shown with its age', () => {
		expect(openedOn(ok(plans))).toMatch(
			/generic plan ─.*\(5 ?min\)[\s\S]*Index Scan using idx_created_at on request_logs/,
		);
	});

	it.each<[string, Snapshot['sections']['plans'], Partial<Live>, string]>([
		['before plans are wanted', {status: 'pending'}, {}, 'query plans are read while recording (R)'],
		['in a recording without them', {status: 'pending'}, {past}, 'n/a: not recorded'],
		[
			'without the extension',
			{status: 'unsupported', code: 'none', facts: {}, reason: 'It takes more.'},
			{},
			'n/a: It takes more.',
		],
		[
			'of a statement that takes little',
			ok({...plans, rows: []}),
			{},
			'only the statements of this database with the most execution time are planned',
		],
		[
			'that could not be made',
			ok({
				...plans,
				rows: [{...planRow('101', seqScan), shape: null, lines: null, unknown: planProblem('utility')}],
			}),
			{},
			'n/a: the statement has no query plan',
		],
	])('is n/a with the reason: %s', (_name, section, change, expected) => {
		expect(openedOn(section, change).replaceAll(/\s+/g, ' ')).toContain(expected);
	});
});
