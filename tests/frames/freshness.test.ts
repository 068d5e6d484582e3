import {describe, expect, it} from 'vitest';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {asciiGlyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {monoTheme, systemTheme} from '../../source/theme/tokens.ts';
import {scenarios} from '../helpers/fixtures.ts';
import {planOf, planSheet} from '../helpers/fixtures-plans.ts';
import {frameOf, sizes, uiOn, withoutColors} from '../helpers/render.ts';

const [open, close] = ['\u001b[2m', '\u001b[22m'];

/** The part of a line that is neither dim nor blank. */
const bright = (line: string) =>
	withoutColors(
		line
			.split(open)
			.map((part, index) => (index === 0 ? part : (part.split(close)[1] ?? '')))
			.join(''),
	).trim();

/** Names of the scenarios whose data may not be true any more, with the word that says so. */
const old = [
	['lost', 'LOST'],
	['paused', 'PAUSED'],
	['stale', 'STALE'],
] as const;

describe.each(old)('data that is %s', (name, word) => {
	it.each(sizes)('says so at $columns x $rows, on every pane, with its age', size => {
		for (const pane of paneIds) {
			const [header] = frameOf({live: scenarios[name], ui: uiOn(pane), size}).plain;
			expect(header).toMatch(new RegExp(` ${word} +\\d.* old`));
		}
	});

	it.each([systemTheme, monoTheme])('is dimmed in every color', theme => {
		for (const pane of paneIds) {
			const skin = {theme, glyphs: unicodeGlyphs};
			const {lines} = frameOf({live: scenarios[name], ui: uiOn(pane), skin});
			const body = lines.slice(2, -2).join('\n');
			expect(body).not.toMatch(/\[(1|7|3[1-6])m/);
			expect(body).toContain(open);
		}
	});

	it('is dimmed almost entirely, plain text included', () => {
		const skin = {theme: systemTheme, glyphs: asciiGlyphs};
		const {lines} = frameOf({live: scenarios[name], ui: uiOn('tables'), skin});
		expect(lines.slice(2, -2).map(bright).join('')).toBe('');
	});

	it('does not dim a plan above it', () => {
		const skin = {theme: systemTheme, glyphs: unicodeGlyphs};
		const ui = uiOn('indexes', {sheet: planSheet(planOf())});
		const {lines} = frameOf({live: scenarios[name], ui, skin});
		expect(lines.find(line => line.includes('Cancel'))).toContain(
			systemTheme.paint('selected', ' > Cancel < '),
		);
	});
});

it('current data is not dimmed', () => {
	const skin = {theme: systemTheme, glyphs: unicodeGlyphs};
	const {lines} = frameOf({ui: uiOn('tables'), skin});
	expect(lines.slice(2, -2).map(bright).join('')).toContain('request_logs');
});

describe('a lost server', () => {
	it('keeps its last data on screen', () => {
		const {text} = frameOf({live: scenarios.lost, ui: uiOn('tables')});
		expect(text).toContain('request_logs');
		expect(text).toContain('registry on db-1.example.org:5432');
	});
});

describe('the badge', () => {
	const [header = ''] = frameOf({live: scenarios.production}).plain;
	it('PROD and WRITE', () => {
		expect(header).toMatch(/PROD.*registry.*WRITE/);
	});

	it('STANDBY, which accepts no writes', () => {
		expect(frameOf({live: scenarios.standby}).plain[0]).toMatch(/standby.*STANDBY/);
	});

	it('READ-ONLY, without keys for actions', () => {
		const {plain} = frameOf({ui: uiOn('indexes'), readOnly: true});
		expect(plain[0]).toContain('READ-ONLY');
		expect(plain.at(-1)).not.toContain('x actions');
	});
});
