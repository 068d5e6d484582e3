import {describe, it} from 'vitest';
import {warn} from '../../source/actions/engine/check.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import type {UiState} from '../../source/app/state.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {obstacle} from '../../source/domain/tables/words.ts';
import {paneDefinitions} from '../../source/panes/definitions.ts';
import {sanitize} from '../../source/terminal/sanitize.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {systemTheme} from '../../source/theme/tokens.ts';
import {hostileName, type Scenario, scenarios} from '../helpers/fixtures.ts';
import {measurePlan} from '../helpers/fixtures-measure.ts';
import {
	blockedPlan,
	buildingRun,
	doneRun,
	failedRun,
	journalStories,
	planOf,
	planSheet,
	productionPlan,
	waitingRun,
} from '../helpers/fixtures-plans.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

/*
Every frame has exactly as many lines as the screen, none too wide, and no control character except pgdeck's colors. One
line too many or too wide would make Ink repaint the whole screen at every change.
*/

const beside = {stories: journalStories, journalFile: '/home/anna/.local/state/pgdeck/journal.jsonl'};
const skin = {theme: systemTheme, glyphs: unicodeGlyphs};
const names = Object.keys(scenarios) as Scenario[];
describe.each(sizes)('at $columns x $rows', size => {
	it.each(names)('%s: every pane', name => {
		for (const {id: pane, views} of Object.values(paneDefinitions)) {
			for (const {id: view} of views) {
				const ui = uiOn(pane, {views: {[pane]: view}});
				const frame = frameOf({live: scenarios[name], ui, beside, size, skin});
				expectFits(frame, size, `${name}, ${pane}, ${view}`);
			}
		}
	});

	it.each(names)('%s: sessions without idle ones, and with wide statements', name => {
		for (const look of [{hideIdle: true}, {wideQuery: true}, {hideIdle: true, wideQuery: true}]) {
			const frame = frameOf({live: scenarios[name], ui: uiOn('sessions', look), beside, size, skin});
			expectFits(frame, size, `${name}, ${JSON.stringify(look)}`);
		}
	});

	it.each(names)('%s: every row, opened', name => {
		for (const pane of paneIds) {
			const {list} = frameOf({live: scenarios[name], ui: uiOn(pane), beside, size}).context;
			for (const id of list?.arranged.ids.slice(0, 10) ?? []) {
				const frame = frameOf({
					live: scenarios[name],
					ui: uiOn(pane, {detail: {id, offset: 0}}),
					beside,
					size,
					skin,
				});
				expectFits(frame, size, `${name}, ${pane}, row ${id}`);
			}
		}
	});

	const evil = planOf({
		// Titles are made safe where they are made; statements are kept as they are sent.
		title: sanitize(hostileName),
		checks: [warn({code: 'x', facts: {}, text: hostileName}, {object: hostileName})],
		units: planOf().units.map(unit => ({
			...unit,
			statements: unit.statements.map(statement => ({...statement, text: hostileName, on: [hostileName]})),
			undo: [hostileName],
		})),
	});
	const item = {title: 'Drop idx_never_used', choose: {open: 'undo'}} as const;
	const sheets: ReadonlyArray<readonly [string, Sheet, Partial<UiState>]> = [
		['help', {kind: 'help', offset: 0}, {}],
		['help at its end', {kind: 'help', offset: 999}, {}],
		['palette', {kind: 'palette', text: '', cursor: 30}, {}],
		['palette without a match', {kind: 'palette', text: 'xyz', cursor: 0}, {}],
		['filter', {kind: 'filter', before: ''}, {}],
		['sort', {kind: 'sort', cursor: 3}, {}],
		['menu', {kind: 'menu', title: 'Indexes', items: [item, {...item, disabled: 'No.'}], cursor: 1}, {}],
		['undo', {kind: 'undo', stories: journalStories, cursor: 2}, {}],
		[
			'a text to be typed',
			{
				kind: 'ask',
				ask: {
					title: sanitize(hostileName),
					hint: 'One CREATE INDEX. '.repeat(20),
					text: 'CREATE INDEX ON registry.request_logs (tenant_id, request_time) '.repeat(9),
					request: () => ({action: 'optimize'}),
				},
			},
			{},
		],
		['planning', {kind: 'planning', title: 'Drop idx_never_used'}, {}],
		['plan', planSheet(planOf()), {}],
		['plan at its end', planSheet(planOf(), {offset: 999}), {}],
		['plan that is blocked', planSheet(blockedPlan, {focus: 'run'}), {}],
		['plan that asks for a word', planSheet(productionPlan, {typed: 'regis'}), {}],
		['plan with hostile names', planSheet(evil), {}],
		['measure that is asked for', {kind: 'measure', stage: 'asking', name: sanitize(hostileName)}, {}],
		[
			'measure that is impossible',
			{
				kind: 'measure',
				stage: 'impossible',
				name: 't',
				obstacle: {...obstacle('gone'), text: 'No. '.repeat(40)},
				help: 'GRANT x TO y',
			},
			{},
		],
		['measure that can be', {kind: 'measure', stage: 'ready', name: 't', plan: measurePlan, openedAt: 0}, {}],
		[
			'measure that runs',
			{kind: 'measure', stage: 'running', name: 't', plan: measurePlan, startedAt: 0},
			{},
		],
		['run that starts', {kind: 'run', offset: 0}, {}],
		['run that waits', {kind: 'run', offset: 0}, {run: waitingRun}],
		['run that builds', {kind: 'run', offset: 0}, {run: buildingRun}],
		['run that failed', {kind: 'run', offset: 99}, {run: failedRun}],
		['run that is done', {kind: 'run', offset: 0}, {run: doneRun}],
	];
	it.each(sheets)('%s, over every pane', (what, sheet, change) => {
		for (const pane of paneIds) {
			const frame = frameOf({ui: uiOn(pane, {...change, sheet}), beside, size, skin});
			expectFits(frame, size, `${what}, ${pane}`);
		}
	});

	it('messages of any length', () => {
		for (const text of ['Short.', 'Long. '.repeat(99), 'Two\nlines']) {
			const toast = {text, tone: 'error', until: undefined} as const;
			for (const sheet of [undefined, {kind: 'help', offset: 0}, planSheet(planOf())] as const) {
				expectFits(frameOf({ui: uiOn('tables', {toast, sheet}), size, skin}), size, text);
			}
		}
	});
});
