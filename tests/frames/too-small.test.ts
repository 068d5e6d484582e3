import {describe, expect, it} from 'vitest';
import {commandsHeard, commandTable, scopesNow} from '../../source/app/command-table.ts';
import {dispatchPress} from '../../source/app/dispatch.ts';
import {smallest} from '../../source/app/screen.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {type Scenario, scenarios} from '../helpers/fixtures.ts';
import {planOf, planSheet} from '../helpers/fixtures-plans.ts';
import {expectFits, frameOf, quietServices, uiOn} from '../helpers/render.ts';

describe('a terminal that is too small', () => {
	it.each([
		{columns: 70, rows: 18},
		{columns: 79, rows: 24},
		{columns: 80, rows: 19},
		{columns: 200, rows: 10},
	])('shows its size of $columns x $rows and the required size', size => {
		const {text} = frameOf({size});
		expect(text).toContain(
			`pgdeck needs ${smallest.columns}x${smallest.rows}, this is ${size.columns}x${size.rows}.`,
		);
		expect(text).toContain('press q to quit');
	});

	it('is large enough at exactly the required size', () => {
		expect(frameOf({size: smallest}).text).not.toContain('needs');
		for (const pane of paneIds) expectFits(frameOf({ui: uiOn(pane), size: smallest}), smallest, pane);
	});

	it('accepts q', () => {
		const services = quietServices();
		dispatchPress('q', frameOf({size: {columns: 40, rows: 5}, services}).context);
		expect(services.asked).toEqual(['quit']);
	});

	it('ignores all other keys', () => {
		const presses = commandTable.flatMap(({keys}) => keys).filter(press => !/^(q|ctrl\+[clz])$/.test(press));
		expect(presses).toContain('enter');
		const states = [
			uiOn('indexes'),
			uiOn('indexes', {sheet: planSheet(planOf())}),
			uiOn('indexes', {sheet: {kind: 'palette', text: '', cursor: 0}}),
		];
		for (const ui of states) {
			const services = quietServices();
			const done: unknown[] = [];
			const {context} = frameOf({ui, size: {columns: 40, rows: 10}, services});
			for (const press of presses) {
				dispatchPress(press, {
					...context,
					now: Number.MAX_SAFE_INTEGER,
					dispatch: action => done.push(action),
				});
			}
			expect([services.asked, done]).toEqual([[], []]);
		}
	});

	it('shows the confirmation of quitting', () => {
		const toast = {
			text: 'An action is running. Quit again to leave it.',
			tone: 'error',
			until: undefined,
		} as const;
		expect(frameOf({ui: uiOn('indexes', {toast}), size: {columns: 60, rows: 10}}).text).toContain(toast.text);
	});

	it.each([
		[0, 0],
		[1, 1],
		[3, 2],
		[10, 3],
		[26, 30],
		[79, 1],
		[500, 2],
	])('is drawn at %i x %i on every pane and in every state', (columns, rows) => {
		for (const name of Object.keys(scenarios) as Scenario[]) {
			for (const pane of paneIds) {
				for (const change of [{}, {sheet: planSheet(planOf())}, {detail: {id: '201', offset: 0}}]) {
					const frame = frameOf({live: scenarios[name], ui: uiOn(pane, change), size: {columns, rows}});
					expectFits(frame, {columns, rows}, `${name}, ${pane}`);
					expect(commandsHeard(scopesNow(frame.context)).length).toBeGreaterThan(0);
				}
			}
		}
	});
});
