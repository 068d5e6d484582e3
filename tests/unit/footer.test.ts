import {describe, expect, it} from 'vitest';
import {keysLine, statusLines} from '../../source/app/footer.ts';
import type {UiState} from '../../source/app/state.ts';
import {emptyTableState} from '../../source/components/table/model.ts';
import {parseMigration} from '../../source/migrations/formats/dbmate.ts';
import {liveOf, ok} from '../helpers/fixtures.ts';
import {planOf, planSheet, waitingRun} from '../helpers/fixtures-plans.ts';
import {frameOf, plainSkin, type ScreenOptions, uiOn} from '../helpers/render.ts';

const keys = (ui: UiState, width = 120, more: ScreenOptions = {}) =>
	keysLine(frameOf({ui, ...more}).context, width, plainSkin).trim();
const status = (ui: UiState, width = 120, more: ScreenOptions = {}) =>
	statusLines(frameOf({ui, ...more}).context, width, plainSkin)
		.join('\n')
		.replace(/ +this pane \d.*/, '')
		.trim();

describe('keysLine', () => {
	it('shows the available keys, the most important first', () => {
		expect(keys(uiOn('overview'))).toMatch(/^\? help {2}: commands {2}.*q quit$/);
		expect(keys(uiOn('tables'))).toContain('/ filter');
		expect(keys(uiOn('overview'))).not.toContain('/ filter');
	});

	it('shows only the keys of a sheet while it is open', () => {
		const shown = keys(uiOn('indexes', {sheet: planSheet(planOf())}));
		expect(shown).toBe('Tab to Run  Enter cancels  Esc cancel');
	});

	it('hides unavailable keys, such as marks without actions on several rows', () => {
		expect(keys(uiOn('indexes'))).toContain('Space mark');
		expect(keys(uiOn('tenants'))).not.toContain('Space mark');
		expect(keys(uiOn('tenants'))).not.toContain('x actions');
	});

	it('hides actions in read-only mode', () => {
		expect(keys(uiOn('indexes'))).toContain('x actions');
		expect(keys(uiOn('indexes'), 120, {readOnly: true})).not.toContain('x actions');
	});

	it('is cut between two keys, never within one', () => {
		const all = keys(uiOn('indexes'), 200).split('  ');
		for (let width = 1; width < 120; width++) {
			const shown = keys(uiOn('indexes'), width).split('  ').filter(Boolean);
			expect([width, shown]).toEqual([width, all.slice(0, shown.length)]);
		}
		expect(keys(uiOn('indexes'), 80).split('  ').length).toBeGreaterThanOrEqual(5);
	});
});

describe('statusLines', () => {
	it('shows the cost of the pane if there is room', () => {
		const lines = (width: number) =>
			statusLines(frameOf({ui: uiOn('tables')}).context, width, plainSkin).join('\n');
		expect(lines(80)).toMatch(/registry > tables .* this pane 1\.5 ms $/);
		expect(lines(30)).not.toContain('this pane');
	});

	it('shows the path to the pane', () => {
		expect(status(uiOn('overview'))).toBe('registry > overview');
		expect(status(uiOn('tables'))).toMatch(/^registry > tables {2}1 of 4/);
	});

	it('names the opened row', () => {
		expect(status(uiOn('tables', {detail: {id: '203', offset: 0}}))).toBe('registry > tables > audit.events');
	});

	it('shows the visible lines of a long row', () => {
		const text = `-- migrate:up\n${'select 1;\n'.repeat(50)}-- migrate:down\n`;
		const file = parseMigration('20260101000100_core_tables.sql', text);
		const focus = {kind: 'migration', version: file.version} as const;
		const live = liveOf({detail: {focus, section: ok({kind: 'migration', file})}});
		const shown = (offset: number) =>
			status(uiOn('migrations', {detail: {id: file.version, offset}}), 80, {
				live,
				size: {columns: 80, rows: 24},
			});
		expect(shown(0)).toMatch(/lines 1-20 of 55$/);
		expect(shown(3)).toMatch(/lines 4-23 of 55$/);
		expect(shown(999)).toMatch(/lines 36-55 of 55$/);
	});

	it('shows filter and marks', () => {
		const lists = {
			...uiOn('indexes').lists,
			indexes: {...emptyTableState, filter: 'unused', marks: new Set(['101'])},
		};
		expect(status(uiOn('indexes', {lists}))).toMatch(/\d of 8 match "unused" {2}1 marked$/);
	});

	it('shows a running action on every pane', () => {
		expect(status(uiOn('overview', {run: waitingRun}))).toContain(
			'running: Drop 2 unused indexes, 50.0 MB (v)',
		);
		expect(status(uiOn('overview', {run: {...waitingRun, status: 'done'}}))).not.toContain('running');
	});

	it('gives way to a message', () => {
		const toast = {text: 'This server is a standby.', tone: 'error', until: undefined} as const;
		expect(status(uiOn('overview', {toast, run: waitingRun}))).toBe('This server is a standby.');
	});
});
