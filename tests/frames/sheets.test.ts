import {describe, expect, it} from 'vitest';
import {commandTable} from '../../source/app/command-table.ts';
import {keysText} from '../../source/app/sheets/help.ts';
import type {Sheet, UiState} from '../../source/app/state.ts';
import {emptyTableState} from '../../source/components/table/state.ts';
import {scenarios} from '../helpers/fixtures.ts';
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
import {now} from '../helpers/fixtures-sections.ts';
import {frameOf, type ScreenOptions, sizes, uiOn} from '../helpers/render.ts';

const small = {columns: 80, rows: 24};

const over = (sheet: Sheet, change: Partial<UiState> = {}, more: ScreenOptions = {}) =>
	frameOf({ui: uiOn('indexes', {sheet, ...change}), size: small, ...more});

describe('help', () => {
	it('has every key there is, whatever the size, page by page', () => {
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

	it('begins with the keys of this pane', () => {
		const titles = over({kind: 'help', offset: 0}, {}, {size: {columns: 120, rows: 120}}).text;
		expect(titles.indexOf('Table')).toBeLessThan(titles.indexOf('Everywhere'));
		expect(titles).toContain('Indexes');
	});

	it('says what read-only mode takes away, instead of hiding it', () => {
		const {text} = over({kind: 'help', offset: 0}, {}, {readOnly: true, size: {columns: 120, rows: 120}});
		expect(text).toMatch(/x +actions on this row or the marked ones \(not in read-only mode\)/);
	});
});

describe('palette', () => {
	it('shows names with their keys, and why one can not be used', () => {
		const {text} = over({kind: 'palette', text: 'apply', cursor: 0}, {}, {live: scenarios.standby});
		expect(text).toContain(' : apply_');
		expect(text).toMatch(/> apply pending migrations .*This server is a standby/);
	});

	it('keeps the cursor in sight', () => {
		const {text} = over({kind: 'palette', text: '', cursor: 20});
		expect(text).toMatch(/^ > \S/m);
	});
});

it('filter shows what is typed, and how much it leaves', () => {
	const lists = {...uiOn('indexes').lists, indexes: {...emptyTableState, filter: 'unused'}};
	const {plain} = over({kind: 'filter', before: ''}, {lists});
	expect(plain.at(-3)).toBe(' / unused_');
	expect(plain.at(-2)).toMatch(/\d of 8 match "unused"/);
});

it('sort has the columns of the list below it', () => {
	const {text} = over({kind: 'sort', cursor: 2});
	for (const title of ['index', 'category', 'scans', 'size', 'can be dropped'])
		expect(text).toContain(`   ${title}`.slice(1));
	expect(text).toMatch(/^ > scans/m);
});

it('menu keeps what can not be chosen, and says why', () => {
	const items = [
		{title: 'Drop idx_busy', disabled: 'idx_busy: it is in use', choose: {open: 'undo'}},
		{title: 'Undo a drop (1 in the journal)', choose: {open: 'undo'}},
	] as const;
	const {text} = over({kind: 'menu', title: 'Indexes', items, cursor: 1});
	expect(text).toContain('Actions: Indexes');
	expect(text).toMatch(/^ {3}Drop idx_busy {2}idx_busy: it is in use/m);
	expect(text).toMatch(/^ > Undo a drop/m);
});

it('undo says when and how each drop ended', () => {
	const {text} = over({kind: 'undo', stories: journalStories, cursor: 0});
	expect(text).toMatch(/^ > Drop index public\.idx_never_used {2}2026-11-21 07:30:00, done, a1b2c3\.1/m);
});

describe.each(sizes)('plan at $columns x $rows', size => {
	it('shows where, what speaks against it, the statements with their locks, and the way back', () => {
		const seen = [0, 4, 8, 99].map(offset => over(planSheet(planOf(), {offset}), {}, {size}).text).join('\n');
		expect(seen).toContain('registry on db-1.example.org:5432');
		expect(seen).toMatch(/warning scans are counted since/);
		expect(seen).toContain('DROP INDEX CONCURRENTLY public.idx_never_used;');
		expect(seen).toContain('SHARE UPDATE EXCLUSIVE on public.request_logs');
		expect(seen).toContain('each statement on its own');
		expect(seen).toContain('To undo it:');
	});

	it('has the focus on Cancel, in signs', () => {
		const {text} = over(planSheet(planOf()), {}, {size});
		expect(text).toMatch(/> Cancel < +Run/);
		expect(over(planSheet(planOf(), {focus: 'run'}), {}, {size}).text).toMatch(/Cancel +> Run </);
	});

	it('leaves the list in sight, and live', () => {
		expect(over(planSheet(planOf()), {}, {size}).text).toMatch(/category.*scans/);
	});
});

describe('plan', () => {
	it('says when there is more of it than fits', () => {
		expect(over(planSheet(planOf())).text).toMatch(/lines 1-\d+ of \d+, Up and Down/);
	});

	it('that is blocked says why first, and asks for no word', () => {
		const {text} = over(planSheet({...blockedPlan, typedWord: 'registry'}, {focus: 'run'}));
		expect(text).toContain('> Run (blocked) <');
		expect(text.indexOf('BLOCKS')).toBeLessThan(text.indexOf('warning'));
		expect(text).not.toContain('to confirm');
	});

	it('in production says so, and asks for the name of the database', () => {
		const {text} = over(planSheet(productionPlan, {typed: 'regis'}));
		expect(text).toContain('PROD');
		expect(text).toContain('type registry to confirm: regis_');
	});

	it('with locks that stop others says which, in words', () => {
		const [unit] = planOf().units;
		if (!unit) throw new Error('no unit');
		const locks = [
			['ACCESS EXCLUSIVE', ['t'], 'ACCESS EXCLUSIVE on t'],
			['none', [], 'locks nothing that is there'],
			['unknown', [], 'locks not known'],
		] as const;
		for (const [lock, on, expected] of locks) {
			const statements = [{text: 'alter table t add a int', lock, on}];
			expect(over(planSheet(planOf({units: [{...unit, statements}]}))).text).toContain(expected);
		}
	});
});

describe('run', () => {
	const running = (run: typeof waitingRun, more: ScreenOptions = {}) =>
		over({kind: 'run', offset: 0}, {run}, {now: now.getTime(), ...more}).text;

	it('says whom it waits for, for how long, and what it is at', () => {
		const text = running(waitingRun);
		expect(text).toContain('Drop 2 unused indexes');
		expect(text).toContain('running, 1m 15s');
		expect(text).toContain('waits for session 4711 "psql" of app, idle in transaction for 4m 10s');
		expect(text).toContain('statement DROP INDEX CONCURRENTLY public.idx_small_unused');
		expect(text).toMatch(/✓ Drop index public\.idx_never_used {2}120 ms/);
		expect(text).toMatch(/▸ Drop index public\.idx_small_unused/);
	});

	it('says how far an index is built', () => {
		expect(running(buildingRun)).toMatch(/building index: scanning table █{5}░{15} 25 %, waited for 1 of 2/);
	});

	it('that failed says why, once, and what was not run', () => {
		const text = running(failedRun);
		expect(text).toContain('failed');
		expect(text.match(/lock timeout/g)).toHaveLength(1);
		expect(text).toMatch(/✗ Drop index public\.idx_never_used/);
		expect(text).toMatch(/- Drop index public\.idx_small_unused {2}not run/);
	});

	it('that is done has no clock that runs', () => {
		expect(running(doneRun)).toMatch(/─ done ─/);
	});

	it('that has not begun says so', () => {
		expect(over({kind: 'run', offset: 0}).text).toContain('starting');
	});

	it('offers to cancel while there is something to cancel', () => {
		expect(running(waitingRun)).toContain('c cancel the run');
		expect(running(doneRun)).not.toContain('c cancel the run');
	});
});

it('a plan that is being made says so', () => {
	expect(over({kind: 'planning', title: 'Drop idx_never_used'}).text).toContain('making the plan…');
});
