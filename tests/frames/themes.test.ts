import {describe, expect, it} from 'vitest';
import type {Sheet} from '../../source/app/sheet.ts';
import type {Skin} from '../../source/components/skin.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {monoTheme, plainTheme, systemTheme} from '../../source/theme/tokens.ts';
import {type Scenario, scenarios} from '../helpers/fixtures.ts';
import {
	buildingRun,
	failedRun,
	journalStories,
	planOf,
	planSheet,
	waitingRun,
} from '../helpers/fixtures-plans.ts';
import {type Frame, frameOf, sizes, uiOn, withoutColors} from '../helpers/render.ts';

const beside = {stories: journalStories, journalFile: '/home/anna/journal.jsonl'};
// Names of their data are ASCII: what is not, is ours.
const names = (Object.keys(scenarios) as Scenario[]).filter(name => name !== 'hostile');
const sheets: readonly Sheet[] = [
	{kind: 'help', offset: 0},
	{kind: 'palette', text: 's', cursor: 0},
	{kind: 'sort', cursor: 1},
	{kind: 'undo', stories: journalStories, cursor: 1},
	{kind: 'planning', title: 'Drop'},
	planSheet(planOf()),
	{kind: 'run', offset: 0},
];

/** Every pane in every state, and every sheet. */
function* frames(skin: Skin): Generator<Frame> {
	for (const size of sizes) {
		for (const pane of paneIds) {
			for (const name of names) yield frameOf({live: scenarios[name], ui: uiOn(pane), beside, size, skin});
		}
		for (const sheet of sheets) {
			for (const run of [waitingRun, buildingRun, failedRun]) {
				yield frameOf({ui: uiOn('indexes', {sheet, run}), beside, size, skin});
			}
		}
	}
}

/** Numbers of the SGR sequences in a frame. */
const codes = ({lines}: Frame) => [...lines.join('').matchAll(/\[(\d+)m/g)].map(match => Number(match[1]));

describe('the theme', () => {
	it('none has no escape sequences', () => {
		for (const {lines} of frames({theme: plainTheme, glyphs: unicodeGlyphs})) {
			expect(lines.join('')).not.toContain('\u001b');
		}
	});

	it('mono has no color, only bold, dim and inverse', () => {
		for (const frame of frames({theme: monoTheme, glyphs: unicodeGlyphs})) {
			expect(codes(frame).filter(code => ![1, 2, 7, 22, 27].includes(code))).toEqual([]);
		}
	});

	it('system uses the sixteen terminal colors', () => {
		const used = new Set([...frames({theme: systemTheme, glyphs: unicodeGlyphs})].flatMap(codes));
		expect([...used].filter(code => code >= 30 && code < 39).length).toBeGreaterThan(2);
		for (const code of used) expect([1, 2, 7, 22, 27, 31, 32, 33, 35, 36, 39]).toContain(code);
	});

	it('changes no letter: color never carries information alone', () => {
		const plain = [...frames({theme: plainTheme, glyphs: unicodeGlyphs})];
		const colored = [...frames({theme: systemTheme, glyphs: unicodeGlyphs})];
		const mono = [...frames({theme: monoTheme, glyphs: unicodeGlyphs})];
		for (const [index, {lines}] of plain.entries()) {
			// Blanks at the end may go where no color ends behind them.
			const letters = (frame: Frame | undefined) => frame?.lines.map(line => withoutColors(line).trimEnd());
			expect(letters(colored[index])).toEqual(lines.map(line => line.trimEnd()));
			expect(letters(mono[index])).toEqual(letters(colored[index]));
		}
	});

	it('ends every color on its line', () => {
		for (const {lines} of frames({theme: systemTheme, glyphs: unicodeGlyphs})) {
			for (const line of lines) {
				const opened = [...line.matchAll(/\[(\d+)m/g)].map(match => Number(match[1]));
				expect(opened.filter(code => code < 10 || (code > 30 && code < 39)).length).toBe(
					opened.filter(code => code === 39 || (code > 20 && code < 30)).length,
				);
			}
		}
	});
});

describe('the ASCII glyphs', () => {
	it('leave only ASCII from pgdeck', () => {
		for (const {text} of frames({theme: plainTheme, glyphs: asciiGlyphs})) {
			expect([...new Set(text)].filter(character => !/[\n\x20-\x7e]/.test(character))).toEqual([]);
		}
	});

	it('keep the data unchanged', () => {
		const {text} = frameOf({
			live: scenarios.hostile,
			ui: uiOn('tables'),
			size: {columns: 200, rows: 50},
			skin: {theme: plainTheme, glyphs: asciiGlyphs},
		});
		expect(text).toContain('日本語');
	});
});
