import {describe, expect, it} from 'vitest';
import {commandsHeard, commandTable, scopesNow} from '../../source/app/command-table.ts';
import {dispatchPress} from '../../source/app/dispatch.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import {keyText} from '../../source/app/sheets/help.ts';
import type {UiState} from '../../source/app/state.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {measurePlan} from '../helpers/fixtures-measure.ts';
import {
	blockedPlan,
	journalStories,
	planOf,
	planSheet,
	productionPlan,
	waitingRun,
} from '../helpers/fixtures-plans.ts';
import {frameOf, quietServices, uiOn} from '../helpers/render.ts';

const item = {title: 'Drop', choose: {request: {action: 'drop-indexes', oids: [101]}}} as const;
/** The one state from which Enter runs something: the focus on Run, nothing against it, no word asked for. */
const agreed = planSheet(planOf(), {focus: 'run'});
const sheets: readonly Sheet[] = [
	{kind: 'help', offset: 0},
	{kind: 'palette', text: '', cursor: 0},
	{kind: 'filter', before: ''},
	{kind: 'sort', cursor: 0},
	{kind: 'menu', title: 'Indexes', items: [item], cursor: 0},
	{kind: 'undo', stories: journalStories, cursor: 0},
	{kind: 'planning', title: 'Drop'},
	planSheet(planOf()),
	agreed,
	planSheet(productionPlan, {focus: 'run', typed: 'registr'}),
	planSheet(blockedPlan, {focus: 'run'}),
	{kind: 'run', offset: 0},
	{kind: 'measure', stage: 'asking', name: 't'},
	{kind: 'measure', stage: 'ready', name: 't', plan: measurePlan, openedAt: 0},
	{kind: 'measure', stage: 'running', name: 't', plan: measurePlan, startedAt: 0},
];

/** Every kind of state that keys can be heard in. */
const states: readonly UiState[] = paneIds.flatMap(pane => [
	uiOn(pane),
	uiOn(pane, {detail: {id: '101', offset: 0}}),
	...sheets.map(sheet => uiOn(pane, {sheet, run: waitingRun})),
]);
const named = (state: UiState) =>
	[state.pane, state.detail && 'row', state.sheet?.kind].filter(Boolean).join(' ');

const keys = [...new Set(commandTable.flatMap(command => command.keys))];

describe('the command table', () => {
	it('has unique ids', () => {
		const ids = commandTable.map(({id}) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('has no key twice in scopes that are active together', () => {
		for (const state of states) {
			const heard = commandsHeard(scopesNow(frameOf({ui: state}).context)).flatMap(command => command.keys);
			const twice = heard.filter((key, index) => heard.indexOf(key) !== index);
			expect([named(state), twice]).toEqual([named(state), []]);
		}
	});

	it('makes every command reachable', () => {
		for (const {id, keys: own, palette} of commandTable) {
			expect([id, own.length > 0 || palette !== undefined]).toEqual([id, true]);
		}
	});

	it('has no key that ends an escape sequence, which a slow line may split', () => {
		for (const final of '[ABCDFHZO') expect(keys).not.toContain(final);
	});

	it('has no key that tmux, screen, ssh or a terminal intercepts', () => {
		for (const letter of 'abshqjk') expect(keys).not.toContain(`ctrl+${letter}`);
		expect(keys).not.toContain('~');
	});

	it('starts each hint with one of its keys', () => {
		for (const {id, keys: own, hint} of commandTable) {
			const [, text = ''] = hint ?? [];
			const texts = typeof text === 'string' ? [text] : states.map(ui => text(frameOf({ui}).context));
			for (const shown of texts.filter(Boolean)) {
				expect([id, own.map(keyText)]).toEqual([id, expect.arrayContaining([shown.split(' ')[0]])]);
			}
		}
	});

	it('can be left everywhere with Esc and Ctrl-C', () => {
		for (const state of states) {
			const heard = commandsHeard(scopesNow(frameOf({ui: state}).context)).flatMap(command => command.keys);
			expect([named(state), heard.includes('ctrl+c')]).toEqual([named(state), true]);
			if (state.sheet?.kind !== 'planning')
				expect([named(state), heard.includes('escape')]).toEqual([named(state), true]);
		}
	});
});

describe('no key changes the server by itself', () => {
	it.each(states.map(state => [named(state), state] as const))('on %s', (_name, state) => {
		for (const press of [...keys, 'A', 'y', '1']) {
			let ran = 0;
			const services = quietServices({
				run: () => {
					ran++;
					return new Promise(() => undefined);
				},
			});
			dispatchPress(press, frameOf({ui: state, services}).context);
			expect([press, ran]).toEqual([press, press === 'enter' && state.sheet === agreed ? 1 : 0]);
			if (press !== 'c' || state.sheet?.kind !== 'run') expect(services.asked).not.toContain('cancelRun');
		}
	});
});
