import {describe, expect, it} from 'vitest';
import {commandTable} from '../../source/app/command-table.ts';
import {dispatchPress} from '../../source/app/dispatch.ts';
import {reduce} from '../../source/app/reduce.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import {keysText} from '../../source/app/sheets/help.ts';
import type {UiState} from '../../source/app/state.ts';
import {emptyTableState} from '../../source/components/table/model.ts';
import {scenarios} from '../helpers/fixtures.ts';
import {journalStories, planOf, planSheet, waitingRun} from '../helpers/fixtures-plans.ts';
import {frameOf, type ScreenOptions, sizes, uiOn} from '../helpers/render.ts';

const small = {columns: 80, rows: 24};

const over = (sheet: Sheet, change: Partial<UiState> = {}, more: ScreenOptions = {}) =>
	frameOf({ui: uiOn('indexes', {sheet, ...change}), size: small, ...more});

describe('help', () => {
	it('has every key at any size, page by page', () => {
		for (const size of sizes) {
			const seen = new Set<string>();
			for (let offset = 0; offset < 200; offset += 5) {
				for (const line of over({kind: 'help', offset}, {}, {size}).plain) seen.add(line.trim());
			}
			const text = [...seen].join('\n');
			for (const command of commandTable.filter(({scope}) => scope !== 'help')) {
				expect(text).toContain(`${keysText(command)} `);
			}
		}
	});

	it('shows its position and the key for the rest', () => {
		const {plain} = over({kind: 'help', offset: 0});
		expect(plain[2]).toMatch(/^─ Keys ─+ Indexes, lines 1-19 of \d+ ─$/);
		expect(plain.at(-1)).toContain('PgDn more');
		expect(over({kind: 'help', offset: 0}, {}, {size: {columns: 120, rows: 200}}).plain[2]).toMatch(
			/─ Indexes ─$/,
		);
	});

	it('starts with the keys of the pane', () => {
		const titles = over({kind: 'help', offset: 0}, {}, {size: {columns: 120, rows: 120}}).text;
		expect(titles.indexOf('Table')).toBeLessThan(titles.indexOf('Everywhere'));
		expect(titles).toContain('Indexes');
	});

	it('marks keys that read-only mode disables', () => {
		const {text} = over({kind: 'help', offset: 0}, {}, {readOnly: true, size: {columns: 120, rows: 120}});
		expect(text).toMatch(/x +actions for this row or the marked rows \(not in read-only mode\)/);
	});
});

describe('palette', () => {
	it('shows names with their keys, and why one is unavailable', () => {
		const {text} = over({kind: 'palette', text: 'apply', cursor: 0}, {}, {live: scenarios.standby});
		expect(text).toContain(' : apply_');
		expect(text).toMatch(/> apply pending migrations .*This server is a standby/);
	});

	it('aligns names, keys and descriptions without repetition', () => {
		const {plain} = over({kind: 'palette', text: 'a', cursor: 0}, {}, {size: {columns: 120, rows: 40}});
		const at = plain.findIndex(line => line.startsWith(' : a_'));
		const rows = plain.slice(at + 1, -2).filter(line => line.trim() !== '');
		expect(rows.length).toBeGreaterThan(5);
		for (const row of rows) {
			const gaps = [row.slice(0, 1), row.slice(27, 29), row.slice(32, 34)].join('').trim();
			expect([row, gaps]).toEqual([row, '']);
		}
		expect(rows.map(row => row.trim())).toContain('tables                    5');
	});

	it('reports an unknown name', () => {
		expect(over({kind: 'palette', text: 'xyzzy', cursor: 0}).text).toContain('No command has this name.');
	});

	it('keeps the cursor visible', () => {
		const {text} = over({kind: 'palette', text: '', cursor: 20});
		expect(text).toMatch(/^ > \S/m);
	});
});

it('filter shows the typed text, and the number of matches', () => {
	const lists = {...uiOn('indexes').lists, indexes: {...emptyTableState, filter: 'unused'}};
	const {plain} = over({kind: 'filter', before: ''}, {lists});
	expect(plain.at(-3)).toBe(' / unused_');
	expect(plain.at(-2)).toMatch(/\d of 8 match "unused"/);
});

it('sort lists the columns of the table', () => {
	const {text} = over({kind: 'sort', cursor: 2});
	for (const title of ['index', 'category', 'scans', 'size', 'drop?'])
		expect(text).toContain(`   ${title}`.slice(1));
	expect(text).toMatch(/^ > scans/m);
});

it('menu keeps unavailable entries with the reason', () => {
	const items = [
		{title: 'Drop idx_busy', disabled: 'idx_busy: in use', choose: {open: 'undo'}},
		{title: 'Undo a drop (1 in the journal)', choose: {open: 'undo'}},
	] as const;
	const {text} = over({kind: 'menu', title: 'Indexes', items, cursor: 1});
	expect(text).toContain('Actions: Indexes');
	expect(text).toMatch(/^ {3}Drop idx_busy {2}idx_busy: in use/m);
	expect(text).toMatch(/^ > Undo a drop/m);
});

it('the help names the time zone', () => {
	const {text} = frameOf({ui: uiOn('overview', {sheet: {kind: 'help', offset: 9999}})});
	expect(text.replaceAll(/\s+/g, ' ')).toContain('Times are local: UTC.');
});

it('undo shows the time and result of each drop', () => {
	const {text} = over({kind: 'undo', stories: journalStories, cursor: 0});
	expect(text).toMatch(/^ > Drop index public\.idx_never_used {2}2026-11-21 07:30:00, done, a1b2c3\.1/m);
});

describe('a sheet longer than its room', () => {
	it.each([
		['help', {kind: 'help', offset: 0}],
		['plan', planSheet(planOf())],
		['run', {kind: 'run', offset: 0}],
	] as const)('%s scrolls to the end of its text, and back from there with the next key', (_what, sheet) => {
		let ui = uiOn('indexes', {
			sheet,
			run: {...waitingRun, units: Array.from({length: 40}, () => waitingRun.units).flat()},
		});
		const press = (key: string) => {
			const {context} = frameOf({ui, size: small, dispatch: action => (ui = reduce(ui, action))});
			dispatchPress(key, context);
			return frameOf({ui, size: small}).text;
		};
		const seen = [frameOf({ui, size: small}).text];
		while (seen.at(-1) !== seen.at(-2) && seen.length < 200) seen.push(press('down'));
		expect(seen.length).toBeGreaterThan(2);
		expect(seen.length).toBeLessThan(200);
		for (let count = 0; count < 9; count++) press('down');
		expect(press('up')).toBe(seen.at(-3));
	});
});

describe('a message longer than a line', () => {
	const text = `could not do it: ${'because of this and that, '.repeat(6)}as the server said.`;
	const toast = {text, tone: 'error', until: undefined} as const;

	it.each(sizes)('is shown in full at $columns x $rows, above the keys', size => {
		const {plain} = frameOf({ui: uiOn('tables', {toast}), size});
		const shown = plain.map(line => line.trim()).join(' ');
		expect(shown).toContain(text);
		expect(plain.at(-1)).toContain('? help');
	});

	it('takes at most four lines', () => {
		const {plain} = frameOf({ui: uiOn('tables', {toast: {...toast, text: text.repeat(9)}}), size: small});
		expect(plain.slice(-5, -1).join('')).toMatch(/could not do it.*…$/);
		expect(plain.at(-6)?.trim()).toBe('');
	});
});
