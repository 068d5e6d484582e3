import {describe, expect, it} from 'vitest';
import {openMenu} from '../../source/app/menu/menu.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import type {TableStatus} from '../../source/domain/tables/schema.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes, indexRow, tables} from '../helpers/fixtures-relations.ts';
import {ago, day} from '../helpers/fixtures-sections.ts';
import {vacuum, vacuumElsewhere} from '../helpers/fixtures-vacuum.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

const [first] = tables.rows;
if (!first) throw new Error('no fixtures');
const calm: TableStatus = {
	...first,
	verdict: 'ok',
	reasons: [],
	deadTuples: 0,
	deadRatio: 0,
	bloatLowBytes: 0,
};
const free = {bloatLowBytes: 1_500_000_000, reusableBytes: 1_600_000_000};
const trend = (state: 'growing' | 'shrinking', rowsNow: number): Partial<TableStatus> => ({
	trend: {
		...{state, since: ago(30 * day), rowsThen: 10_000_000, rowsMost: 11_000_000, rowsNow},
		...{bytesThen: 2e9, bytesNow: 2e9},
	},
	trendUnknown: null,
});
const of = (row: Partial<TableStatus>, around = vacuumElsewhere, others = indexes): Live =>
	liveOf({
		snapshot: snapshotOf({
			tables: ok({...tables, rows: [{...calm, ...row}]}),
			vacuum: ok(around),
			indexes: ok(others),
		}),
	});
const bloated = indexRow(9, 'idx_bloated', {
	tableOid: 201,
	bloat: {lowBytes: 3e7, highBytes: 4e7, bytesPerRow: 50, bestBytesPerRow: 20, bestAt: ago(day)},
});

/** The menu that `x` opens on the only table. */
const menuOf = (live: Live) => {
	const opened: Sheet[] = [];
	const {context} = frameOf({live, ui: uiOn('tables')});
	openMenu({
		...context,
		dispatch: action => action.type === 'sheet' && action.sheet && opened.push(action.sheet),
	});
	const [sheet] = opened;
	if (sheet?.kind !== 'menu') throw new Error('no menu');
	return sheet;
};

const cases = [
	['dead and removable', {...first}, undefined, undefined, 'VACUUM request_logs', /Why: 31\.0 % dead rows/],
	[
		'dead and held',
		{...first},
		vacuum,
		undefined,
		'Terminate session 4242 (anna, psql), holder of the xmin horizon',
		/could not remove them\. These hold back the xmin horizon: session 4242/,
	],
	[
		'free and growing',
		{...free, ...trend('growing', 12e6)},
		undefined,
		undefined,
		'Nothing to do for request_logs',
		/is growing and reuses it: 10,000,000 rows/,
	],
	[
		'free and shrinking',
		{...free, ...trend('shrinking', 2e6)},
		undefined,
		undefined,
		'Shrink request_logs with pg_repack (advice)',
		/is shrinking and does not reuse it: 10,000,000 rows/,
	],
	[
		'free, and no trend',
		free,
		undefined,
		undefined,
		'Nothing to do for request_logs',
		/n\/a: whether the table grows into it: observed for less than a day/,
	],
	[
		'an index at twice its best size',
		{},
		undefined,
		{...indexes, rows: [bloated]},
		'Rebuild idx_bloated (REINDEX CONCURRENTLY)',
		/idx_bloated uses 2\.5 times the space per row/,
	],
] as const;

describe.each(sizes)('the menu of a table at $columns x $rows', size => {
	it.each(cases)(
		'%s: starts with the recommended action and its reason',
		(_what, row, around, others, title, why) => {
			const live = of(row as Partial<TableStatus>, around, others as typeof indexes | undefined);
			const sheet = menuOf(live);
			expect(sheet.items[0]?.title).toBe(title);
			const titles = sheet.items.map(item => item.title);
			expect(new Set(titles).size).toBe(titles.length);
			const frame = frameOf({live, ui: uiOn('tables', {sheet}), size});
			expectFits(frame, size, title);
			expect(frame.text.replaceAll(/\s+/g, ' ')).toMatch(why);
			expect(frame.text).toMatch(new RegExp(`> ${title.slice(0, 40).replaceAll(/[()]/g, '\\$&')}`));
			// The last entry is reachable, and has no reason.
			const last = frameOf({live, ui: uiOn('tables', {sheet: {...sheet, cursor: titles.length - 1}}), size});
			expect(last.text).toContain(`> ${titles.at(-1)?.slice(0, 40)}`);
			expect(last.text).not.toContain('Why: ');
		},
	);

	it('is repeated in the detail of the row', () => {
		const live = of({...free, ...trend('shrinking', 2e6)});
		const frame = frameOf({live, ui: uiOn('tables', {detail: {id: '201', offset: 0}}), size});
		expect(frame.text.replaceAll(/\s+/g, ' ')).toMatch(/recommended pg_repack: 1\.4 GB of 1\.9 GB are free/);
	});
});

it('a table without problems has the plain menu', () => {
	const {items} = menuOf(of({}));
	expect(items[0]).toMatchObject({title: 'VACUUM request_logs'});
	expect(items.every(({why}) => why === undefined)).toBe(true);
});

it('the recommended action requests what its title says', () => {
	const requestOf = (live: Live) => menuOf(live).items[0]?.choose;
	expect(requestOf(of({...free, ...trend('shrinking', 2e6)}))).toEqual({
		request: {action: 'repack-advice', table: 201},
	});
	expect(requestOf(of({}, vacuumElsewhere, {...indexes, rows: [bloated]}))).toEqual({
		request: {action: 'reindex', indexes: [9]},
	});
	const old = vacuum.relations.status === 'ok' ? vacuum.relations.value : undefined;
	const relations = ok({
		...(old ?? {total: 0, due: 0, obstacles: []}),
		rows: (old?.rows ?? []).flatMap(row => (row.oid === 203 ? [{...row, oid: 201, tableOid: 201}] : [])),
	});
	expect(requestOf(of({}, {...vacuumElsewhere, relations}))).toEqual({
		request: {action: 'vacuum', tables: [201], options: {freeze: true}},
	});
});
