import {describe, expect, it} from 'vitest';
import {block, pass, warn} from '../../source/actions/engine/check.ts';
import type {Plan} from '../../source/actions/engine/plan.ts';
import type {Sheet} from '../../source/app/sheet.ts';
import type {UiState} from '../../source/app/state.ts';
import {
	blockedPlan,
	buildingRun,
	doneRun,
	failedRun,
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

describe.each(sizes)('plan at $columns x $rows', size => {
	it('shows target, blocks, statements with their locks, and undo', () => {
		const seen = [0, 4, 8, 99].map(offset => over(planSheet(planOf(), {offset}), {}, {size}).text).join('\n');
		expect(seen).toContain('registry on db-1.example.org:5432');
		expect(seen).toMatch(/warning scans are counted since/);
		expect(seen).toContain('DROP INDEX CONCURRENTLY public.idx_never_used;');
		expect(seen).toContain('SHARE UPDATE EXCLUSIVE on public.request_logs');
		expect(seen).toContain('idx_never_used, outside a transaction');
		expect(seen).toContain('To undo it:');
	});

	it('marks the focus on Cancel without color', () => {
		const {text} = over(planSheet(planOf()), {}, {size});
		expect(text).toMatch(/> Cancel < +Run/);
		expect(over(planSheet(planOf(), {focus: 'run'}), {}, {size}).text).toMatch(/Cancel +> Run </);
	});

	it('keeps the list visible and live', () => {
		expect(over(planSheet(planOf()), {}, {size}).text).toMatch(/category.*scans/);
	});
});

describe('plan', () => {
	it('says when more lines follow', () => {
		expect(over(planSheet(planOf())).text).toMatch(/lines 1-\d+ of \d+, Up and Down/);
	});

	it('says above the word to type when more lines follow', () => {
		expect(over(planSheet(productionPlan, {typed: 'regis'})).text).toMatch(/confirm: regis_ +1-\d+ of \d+/);
	});

	it.each([
		['cancel', 'Tab to Run  Enter cancels  Esc cancel'],
		['run', 'Tab to Cancel  Enter runs it  Esc cancel'],
	] as const)('with the focus on %s has the keys for that', (focus, keys) => {
		expect(over(planSheet(planOf(), {focus})).plain.at(-1)?.trim()).toBe(keys);
	});

	it('has no key to run it if blocked', () => {
		const keys = over(planSheet(blockedPlan, {focus: 'run'}))
			.plain.at(-1)
			?.trim();
		expect(keys).toBe('Tab to Cancel  Esc cancel');
	});

	it('shows the block first, and asks for no word', () => {
		const {text} = over(planSheet({...blockedPlan, typedWord: 'registry'}, {focus: 'run'}));
		expect(text).toContain('> Run (blocked) <');
		expect(text.indexOf('BLOCKS')).toBeLessThan(text.indexOf('warning'));
		expect(text).not.toContain('to confirm');
	});

	it('marks production, and asks for the database name', () => {
		const {text} = over(planSheet(productionPlan, {typed: 'regis'}));
		expect(text).toContain('PROD');
		expect(text).toContain('type registry to confirm: regis_');
	});

	it('names the blocked operations of its locks', () => {
		const [unit] = planOf().units;
		if (!unit) throw new Error('no unit');
		const locks = [
			['ACCESS EXCLUSIVE', ['t'], 'ACCESS EXCLUSIVE on t'],
			['none', [], 'locks no existing object'],
			['unknown', [], 'locks unknown'],
		] as const;
		for (const [lock, on, expected] of locks) {
			const statements = [{does: 'alter-table' as const, text: 'alter table t add a int', lock, on}];
			expect(over(planSheet(planOf({units: [{...unit, statements}]}))).text).toContain(expected);
		}
	});
});

describe('checks of a plan', () => {
	const said = (code: string, text: string) => ({code, facts: {}, text});
	const objects = ['public.idx_a', 'public.idx_b', 'public.idx_c'];
	const whole = (plan: Plan) =>
		[0, 4, 8, 12, 16, 20, 24, 28, 99].map(offset => over(planSheet(plan, {offset})).text).join('\n');

	it('share one line that names the objects if they say the same', () => {
		const checks = [
			...objects.map(object => warn(said('fk', 'only index for a foreign key'), {object})),
			...objects.map((object, index) =>
				warn(said('scans', `${index + 1} scans`), {object, title: 'few scans'}),
			),
			...objects.map(object => warn(said('node', 'a replica was not asked'), {object})),
		];
		const text = whole(planOf({checks}));
		const lines = new Set(
			text
				.split('\n')
				.filter(item => /warning /.test(item))
				.map(item => item.trim()),
		);
		expect([...lines]).toEqual([
			'warning public.idx_a, public.idx_b, public.idx_c (3): only index for a',
			'warning few scans: public.idx_a, public.idx_b, public.idx_c (3)',
			'warning public.idx_a, public.idx_b, public.idx_c (3): a replica was not',
		]);
		expect(text).toMatch(/Checks in detail:/);
		expect(text).toMatch(/public\.idx_b: 2 scans/);
	});

	it('keep a line each if they differ and have no title', () => {
		const checks = objects.map((object, index) => warn(said('scans', `${index + 1} scans`), {object}));
		for (const [index, object] of objects.entries())
			expect(whole(planOf({checks}))).toContain(`warning ${object}: ${index + 1} scans`);
	});

	it('are counted on one line if passed, and listed in full at the end', () => {
		const checks = objects.map(object => pass(said('owner', 'this role owns it'), {object}));
		const text = whole(planOf({checks}));
		expect(text).toContain('3 checks passed');
		expect(text).not.toMatch(/ok +public/);
		expect(text).toMatch(/public\.idx_c: this role owns it/);
	});
});

describe.each([23, 24])('the first screen of a plan at 80 x %d', rows => {
	const long = (words: string) => `${words} ${'and much more of it '.repeat(12)}`.trim();
	const said = (code: string, words: string) => ({code, facts: {}, text: long(words)});
	const [unit] = planOf().units;
	if (!unit) throw new Error('The plan of the fixtures has units.');
	const statement = (text: string) => ({
		does: 'drop-index' as const,
		text,
		lock: 'ACCESS EXCLUSIVE' as const,
		on: ['public.orders'],
	});
	const many = Array.from({length: 12}, (_item, index) => ({...unit, id: `x.${index}`}));
	const blocks = ['one', 'two', 'three', 'four', 'five'].map(code => block(said(code, `blocked by ${code}`)));
	const warnings = [
		...Array.from({length: 9}, (_item, index) => warn(said(`ordinary-${index}`, 'an ordinary thing'))),
		warn(said('worst', 'rows are lost'), {grave: true}),
	];

	it.each<[string, Partial<Plan>]>([
		['is short', {checks: warnings.slice(-1)}],
		['has many warnings', {checks: warnings}],
		['has many warnings and blocks', {checks: [...blocks, ...warnings]}],
		[
			'has a statement of many lines',
			{checks: warnings, units: [{...unit, statements: [statement(`DROP INDEX x\n${'--\n'.repeat(40)}`)]}]},
		],
		['has many statements', {checks: warnings, units: many}],
		['has many of all', {checks: [...blocks, ...warnings], units: many}],
		['has to be typed in production', {...productionPlan, checks: [...blocks, ...warnings], units: many}],
	])('shows a statement and the worst warning if it %s', (_what, change) => {
		const plan = planOf(change);
		const {text} = over(planSheet(plan), {}, {size: {columns: 80, rows}});
		expect(text).toContain('DROP INDEX');
		expect(text).toMatch(/warning rows are lost/);
		if (plan.checks.some(({verdict}) => verdict === 'block')) expect(text).toMatch(/BLOCKS +blocked by one/);
		expect(text).toMatch(/high risk, registry on db-1\.example\.org:5432 as dba/);
	});
});

describe('run', () => {
	const running = (run: typeof waitingRun, more: ScreenOptions = {}) =>
		over({kind: 'run', offset: 0}, {run}, {now: now.getTime(), ...more}).text;

	it('shows its blockers, the wait time and the current statement', () => {
		const text = running(waitingRun);
		expect(text).toContain('Drop 2 unused indexes');
		expect(text).toContain('running, 1 of 2 done, 1 min 15 s');
		expect(text).toContain('waits for session 4711 "psql" of app, idle in transaction for 4 min 10 s');
		expect(text).toContain('statement DROP INDEX CONCURRENTLY public.idx_small_unused');
		expect(text).toMatch(/✓ Drop index public\.idx_never_used {2}120 ms/);
		expect(text).toMatch(/▸ Drop index public\.idx_small_unused/);
	});

	it('shows the progress of an index build', () => {
		expect(running(buildingRun)).toMatch(
			/progress +scanning table █{5}░{15} 25 %, waited for 1 of 2 sessions$/m,
		);
	});

	it('shows an error once, and what was not run', () => {
		const text = running(failedRun);
		expect(text).toContain('failed');
		expect(text.match(/lock timeout/g)).toHaveLength(1);
		expect(text).toMatch(/✗ Drop index public\.idx_never_used/);
		expect(text).toMatch(/- Drop index public\.idx_small_unused {2}not run/);
	});

	it('shows how much was done before a failure', () => {
		expect(
			running({...failedRun, units: [...doneRun.units.slice(0, 1), ...failedRun.units.slice(1)]}),
		).toMatch(/─ failed, 1 of 2 done ─/);
	});

	it('has no running clock when done', () => {
		expect(running(doneRun)).toMatch(/─ done ─/);
	});

	it('says that it is starting', () => {
		expect(over({kind: 'run', offset: 0}).text).toContain('starting');
	});

	it('offers to cancel while it runs', () => {
		expect(running(waitingRun)).toContain('c cancel the run');
		expect(running(doneRun)).not.toContain('c cancel the run');
	});
});

it('shows that a plan is being made', () => {
	expect(over({kind: 'planning', title: 'Drop idx_never_used'}).text).toContain('making the plan…');
});
