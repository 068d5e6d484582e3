import {renderToString} from 'ink';
import {createElement} from 'react';
import {describe, expect, it} from 'vitest';
import {Lines} from '../../source/components/lines.tsx';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {systemTheme} from '../../source/theme/tokens.ts';
import {hostileSnapshot, liveOf, ok, scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {migrationRow, migrations} from '../helpers/fixtures-migrations.ts';
import {expectFits, frameOf, sizes, uiOn} from '../helpers/render.ts';

const skin = {theme: systemTheme, glyphs: unicodeGlyphs};

/** Characters allowed in database names, chosen to break a row that is cut by columns. */
const names: ReadonlyArray<readonly [what: string, name: string]> = [
	['control sequences', '\u001b[31mred\u001b[0m\u001b]0;title\u0007\u009b2J\r\n\t\b\u007f'],
	['overrides of direction', '\u202eevil\u2066\u2069\u200f'],
	['letters from right to left', 'שלום עולם مرحبا بالعالم'],
	['wide letters', '日本語データベース監視コンソール한국어'],
	['wide letters after one that is not', `x${'漢'.repeat(40)}`],
	['emoji of several code points', '👩‍👩‍👧👨🏽‍💻🇩🇪❤️1️⃣'],
	['combining marks', `${'e\u0301'.repeat(20)}z${'\u0300'.repeat(30)}`],
	['what has no width', 'a\u200bb\u00adc\ufeffd\u2060e'],
	['blanks alone', '   \u3000\u00a0\u2003'],
	['halves of surrogates', 'a\ud800b\udc00'],
	['63 letters', 'x'.repeat(63)],
	['more than any line', 'very long '.repeat(100)],
];

describe.each(names)('names of %s', (what, name) => {
	const live = liveOf({snapshot: hostileSnapshot(name)});

	it.each(sizes)('fit at $columns x $rows, in every pane and opened row', size => {
		for (const pane of paneIds) {
			const frame = frameOf({live, ui: uiOn(pane), size, skin});
			expectFits(frame, size, `${what}, ${pane}`);
			for (const id of frame.context.list?.arranged.ids.slice(0, 3) ?? []) {
				const ui = uiOn(pane, {detail: {id, offset: 0}});
				expectFits(frameOf({live, ui, size, skin}), size, `${what}, ${pane}, row ${id}`);
			}
		}
	});

	it.each(sizes)('leave the figures in their columns at $columns x $rows', size => {
		const figures = (of: typeof live) =>
			frameOf({live: of, ui: uiOn('tables'), size})
				.plain.slice(4, 7)
				.map(line => line.trimEnd().slice(-24))
				.toSorted();
		expect(figures(live)).toEqual(figures(scenarios.healthy));
	});

	it('are drawn by Ink without extra or broken lines', () => {
		for (const size of sizes) {
			const {lines, plain} = frameOf({live, ui: uiOn('indexes'), size});
			const tree = createElement(Lines, {lines, height: size.rows, width: size.columns});
			const drawn = renderToString(tree, {columns: size.columns}).split('\n');
			expect(drawn.map(line => line.trimEnd())).toEqual(plain.map(line => line.trimEnd()));
		}
	});
});

describe.each(sizes)('hostile names at $columns x $rows', size => {
	it('add no color: every escape sequence on screen is from pgdeck', () => {
		const ours = new Set([1, 2, 7, 22, 27, 31, 32, 33, 35, 36, 39]);
		for (const pane of paneIds) {
			const {lines} = frameOf({live: scenarios.hostile, ui: uiOn(pane), size, skin});
			for (const [, code] of lines.join('').matchAll(new RegExp(`${'\u001b'}\\[?([^m]*)m?`, 'g'))) {
				expect(ours).toContain(Number(code));
			}
		}
	});

	it('keep one line a row', () => {
		for (const pane of paneIds) {
			const friendly = frameOf({ui: uiOn(pane), size});
			const hostile = frameOf({live: scenarios.hostile, ui: uiOn(pane), size});
			expect(hostile.lines).toHaveLength(friendly.lines.length);
			for (const line of hostile.lines) expect(line).not.toMatch(/[\n\r]/);
			const rows = ({plain, context}: typeof hostile) =>
				context.list ? plain.slice(2, -2).filter(line => /^[> ][* ] \S/.test(line)).length : 0;
			expect([pane, rows(hostile)]).toEqual([pane, rows(friendly)]);
		}
	});

	it('are shown with visible escapes', () => {
		const {text} = frameOf({live: scenarios.hostile, ui: uiOn('tables'), size});
		expect(text).toContain('\\x1b[31mred');
	});
});

describe('hostile names outside of tables', () => {
	it('keep database, role and row on one line each, in badge and status line', () => {
		const {plain} = frameOf({
			live: scenarios.hostile,
			ui: uiOn('tables', {detail: {id: '201', offset: 0}}),
			size: {columns: 200, rows: 50},
		});
		expect(plain[0]).toContain('registry');
		expect(plain.at(-2)).toContain('> tables >');
	});

	it('shows a deceptive migration file name as text', () => {
		const name = '\u001b[2Jinnocent\u202e';
		const rows = [
			...migrations.rows,
			migrationRow('20260101000700', name.replace('\u001b', '\\x1b').replace('\u202e', '\\u202e')),
		];
		const live = liveOf({snapshot: snapshotOf({migrations: ok({...migrations, rows})})});
		expect(frameOf({live, ui: uiOn('migrations')}).text).toContain('\\x1b[2Jinnocent');
	});
});
