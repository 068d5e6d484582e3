import {describe, expect, it} from 'vitest';
import {noActionsHere} from '../../source/app/menu/menu.ts';
import {noneFor} from '../../source/domain/indexes/evidence-age.ts';
import {dueWords} from '../../source/domain/vacuum/row-words.ts';
import {sinceText} from '../../source/panes/findings/table.ts';
import {liveOf, scenarios} from '../helpers/fixtures.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const narrow = {columns: 80, rows: 24};
const wide = {columns: 120, rows: 40};

describe('words of the screen', () => {
	it('count one query as one', () => {
		const live = scenarios.healthy;
		const {snapshot} = live;
		const one = liveOf({...live, snapshot: {...snapshot, cost: {...snapshot.cost, queries: 1}}});
		expect(frameOf({live: one, ui: uiOn('health'), size: wide}).plain[0]).toMatch(/ 1 query \d/);
	});

	it('keep the unit of an age in seconds', () => {
		expect(noneFor({at: ago(36), reset: true}, now)).toBe('none in 36 s');
		expect(noneFor({at: ago(3 * 3600 + 60), reset: true}, now)).toBe('none in 3 h');
	});

	it('shorten a figure before it is cut by its column', () => {
		const check = {value: 0, threshold: 2e8, off: null, due: false};
		const words = dueWords({checks: [{...check, kind: 'freeze', left: 199_998_738}]});
		expect(words).toBe('freeze in ~200M xids');
		expect(dueWords({checks: [{...check, kind: 'vacuum', left: 32_171}]})).toBe('vacuum in ~32,171 rows');
	});

	it('show the age of a finding, and none in the first sample', () => {
		const finding = scenarios.healthy.snapshot.findings.rows[0];
		if (!finding) throw new Error('The fixture has findings.');
		expect(sinceText({...finding, since: ago(64), sinceKnown: true}, now)).toBe('1 min 4 s');
		expect(sinceText({...finding, since: ago(64), sinceKnown: false}, now)).toBe('>1 min 4 s');
		expect(sinceText({...finding, since: now, sinceKnown: false}, now)).toBe('n/a');
	});

	it('name the panes with actions on panes without', () => {
		expect(noActionsHere()).toBe(
			'There are no actions on this pane. Indexes (4), tables (5), migrations (6), upkeep (7), sessions (8), blocking (9) and vacuum (V) have some.',
		);
	});

	it('offer the next finding on the overview', () => {
		expect(frameOf({live: scenarios.healthy, ui: uiOn('overview'), size: narrow}).plain.at(-1)).toContain(
			'f next finding',
		);
	});

	it.each(['journal', 'locks'] as const)('list no keys of other panes in the help of %s', pane => {
		const ui = {...uiOn(pane), sheet: {kind: 'help', offset: 0} as const};
		const help = frameOf({live: scenarios.healthy, ui, size: {columns: 120, rows: 60}}).plain;
		const own = help.slice(
			0,
			help.findIndex(text => text.trim() === 'Everywhere'),
		);
		expect(own.join('\n')).toContain('open the row');
		expect(own.join('\n')).not.toMatch(/paths or servers|the next view|back in time/);
	});
});
