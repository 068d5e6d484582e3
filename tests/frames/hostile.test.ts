import {describe, expect, it} from 'vitest';
import {paneIds} from '../../source/app/state.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {systemTheme} from '../../source/theme/tokens.ts';
import {liveOf, ok, scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {migrationRow, migrations} from '../helpers/fixtures-migrations.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

const skin = {theme: systemTheme, glyphs: unicodeGlyphs};

describe.each(sizes)('hostile names at $columns x $rows', size => {
	it('color nothing: every sequence on screen is one of ours', () => {
		const ours = new Set([1, 2, 7, 22, 27, 31, 32, 33, 35, 36, 39]);
		for (const pane of paneIds) {
			const {lines} = frameOf({live: scenarios.hostile, ui: uiOn(pane), size, skin});
			for (const [, code] of lines.join('').matchAll(new RegExp(`${'\u001b'}\\[?([^m]*)m?`, 'g'))) {
				expect(ours).toContain(Number(code));
			}
		}
	});

	it('do not break a row in two: below each table there are as many lines as rows', () => {
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

	it('are seen for what they are', () => {
		const {text} = frameOf({live: scenarios.hostile, ui: uiOn('tables'), size});
		expect(text).toContain('\\x1b[31mred');
	});

	it('do not push figures out of their columns', () => {
		const ends = (live: typeof scenarios.hostile) =>
			frameOf({live, ui: uiOn('tables'), size})
				.plain.slice(4, 7)
				.map(line => line.trimEnd().slice(-7));
		expect(ends(scenarios.hostile).toSorted()).toEqual(ends(scenarios.healthy).toSorted());
	});
});

describe('hostile names outside of tables', () => {
	it('the database, the role and the row are one line each, in badge and status line', () => {
		const {plain} = frameOf({
			live: scenarios.hostile,
			ui: uiOn('tables', {detail: {id: '201', offset: 0}}),
			size: {columns: 200, rows: 50},
		});
		expect(plain[0]).toContain('registry');
		expect(plain.at(-2)).toContain('> tables >');
	});

	it('a file of migrations that is named to deceive is shown as text', () => {
		const name = '\u001b[2Jinnocent\u202e';
		const rows = [
			...migrations.rows,
			migrationRow('20260101000700', name.replace('\u001b', '\\x1b').replace('\u202e', '\\u202e')),
		];
		const live = liveOf({snapshot: snapshotOf({migrations: ok({...migrations, rows})})});
		expect(frameOf({live, ui: uiOn('migrations')}).text).toContain('\\x1b[2Jinnocent');
	});
});
