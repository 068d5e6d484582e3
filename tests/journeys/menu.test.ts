import {describe, expect, it} from 'vitest';
import type {Request} from '../../source/actions/table.ts';
import type {Services} from '../../source/app/services.ts';
import type {Sections} from '../../source/domain/snapshot/schema.ts';
import type {Upkeep} from '../../source/domain/upkeep/schema.ts';
import {NothingToDo} from '../../source/postgres/errors.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {liveOf} from '../helpers/fixtures.ts';
import {migrationRow, migrations} from '../helpers/fixtures-migrations.ts';
import {allObjects, upkeepElsewhere, upkeepOf} from '../helpers/fixtures-upkeep.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

const having = (section: Sections['migrations']): Live => {
	const live = liveOf();
	return {
		...live,
		snapshot: {...live.snapshot, sections: {...live.snapshot.sections, migrations: section}},
	};
};
const ofRows = (rows: (typeof migrations)['rows']): Live => {
	const {migrations: section} = liveOf().snapshot.sections;
	if (section.status !== 'ok') throw new Error('no migrations');
	return having({...section, value: {...migrations, rows}});
};

describe('the menu of migrations', () => {
	const open = async (live: Live, services: Partial<Services> = {}) => {
		const journey = beginJourney({live, services});
		journey.press('m');
		await journey.sees('> migrations');
		journey.press('x');
		await journey.sees('Actions: Migrations');
		const {sheet} = journey.ui.get();
		if (sheet?.kind !== 'menu') throw new Error('no menu');
		return {journey, items: sheet.items.map(({title, disabled}) => [title, disabled])};
	};
	const optimize = ['Optimize: build the registry objects that are missing', undefined];
	const [first, second] = [migrationRow('1', 'one'), migrationRow('2', 'two')];
	const pending = {...second, state: 'pending' as const};

	it('offers nothing to apply, and no count, if nothing is pending', async () => {
		const {items} = await open(ofRows([first, second]));
		expect(items).toEqual([
			['Apply all pending migrations', 'Nothing is pending.'],
			['Apply up to the selected migration', 'Nothing is pending.'],
			['Apply only the selected migration', 'Nothing is pending.'],
			['Roll back the last migration: 2 two', undefined],
			optimize,
		]);
	});

	it('names the only pending migration', async () => {
		const {items} = await open(ofRows([pending]));
		expect(items).toEqual([
			['Apply the pending migration', undefined],
			['Apply up to 2 two (1 file)', undefined],
			['Apply only 2 two', undefined],
			['Roll back the last migration', 'No migration is applied.'],
			optimize,
		]);
	});

	it('says that the selected migration is not pending', async () => {
		const {items} = await open(ofRows([first, pending]));
		expect(items[1]).toEqual([
			'Apply up to the selected migration',
			'The selected migration is not pending.',
		]);
	});

	it('does not offer to optimize with migrations of a folder', async () => {
		const {migrations: section} = liveOf().snapshot.sections;
		if (section.status !== 'ok') throw new Error('no migrations');
		const {items} = await open(having({...section, value: {...migrations, source: 'directory'}}));
		expect(items.at(-1)?.[1]).toMatch(/^The migrations come from a folder\./);
	});

	it('requests the plan to optimize', async () => {
		const requests: Request[] = [];
		const plan = (request: Request) => {
			requests.push(request);
			return new Promise<never>(() => undefined);
		};
		const {journey} = await open(ofRows([first, pending]), {plan});
		journey.press('j'.repeat(4));
		await journey.sees(/> Optimize: build the/);
		journey.press(keys.enter);
		await expect.poll(() => requests).toEqual([{action: 'optimize'}]);
	});

	it('where the ledger may not be read passes on why, with the GRANT', async () => {
		const reason = 'this role may not read public.schema_migrations';
		const grant = 'GRANT SELECT ON public.schema_migrations TO mon';
		const {journey, items} = await open(having({status: 'denied', code: 'none', facts: {}, reason, grant}));
		expect(items.slice(0, 4).map(([, disabled]) => disabled)).toEqual(
			Array(4).fill(`${reason}. To allow it: ${grant};`),
		);
		journey.press(keys.enter);
		await journey.sees(grant);
	});

	it.each([
		['pending', {status: 'pending'}, 'Not sampled yet.'],
		[
			'unsupported',
			{status: 'unsupported', code: 'none', facts: {}, reason: 'No folder is named.'},
			'No folder is named.',
		],
		['failed', {status: 'failed', error: {code: 'X', message: 'broken'}}, 'broken.'],
	] as const)('where it is %s says so', async (_state, section, reason) => {
		const {items} = await open(having(section));
		expect(items.slice(0, 4).map(([, disabled]) => disabled)).toEqual(Array(4).fill(reason));
		expect(items.at(-1)).toEqual(optimize);
	});
});

it('nothing to do is no error', async () => {
	const journey = beginJourney({services: {plan: () => Promise.reject(new NothingToDo('All is applied.'))}});
	journey.press('m');
	await journey.sees('> migrations');
	journey.press('x');
	await journey.sees('Apply all');
	journey.press(keys.enter);
	await journey.sees('All is applied.');
	expect(journey.ui.get().toast?.tone).toBe('info');
});

describe('the menu of upkeep', () => {
	const open = async (live: Live, marks = 0) => {
		const asked: Request[] = [];
		const services = {
			plan: (request: Request) => {
				asked.push(request);
				return new Promise<never>(() => undefined);
			},
		};
		const journey = beginJourney({live, services});
		journey.press('7');
		await journey.sees('> upkeep');
		for (let mark = 0; mark < marks; mark++) journey.press(' ');
		if (marks > 0) await journey.sees(`${marks} marked`);
		journey.press('x');
		await journey.sees('Actions: Upkeep');
		const {sheet} = journey.ui.get();
		if (sheet?.kind !== 'menu') throw new Error('no menu');
		return {journey, asked, items: sheet.items.map(({title, disabled}) => [title, disabled])};
	};
	const elsewhere = (value: Upkeep): Live => {
		const live = liveOf();
		const upkeep = {status: 'ok' as const, value, sampledAt: live.now, tookMs: 1};
		return {...live, snapshot: {...live.snapshot, sections: {...live.snapshot.sections, upkeep}}};
	};

	it('runs the task under the cursor, the marked ones, or all due ones', async () => {
		const one = await open(liveOf());
		expect(one.items).toEqual([
			['Run partitions:mcp.query_metrics', undefined],
			['Run all due tasks (7)', undefined],
		]);
		one.journey.press(keys.enter);
		await one.journey.sees('Run partitions:mcp.query_metrics');
		expect(one.asked).toEqual([{action: 'upkeep', names: ['partitions:mcp.query_metrics']}]);
		const two = await open(liveOf(), 2);
		expect(two.items[0]).toEqual(['Run 2 marked tasks', undefined]);
	});

	it('says why a task cannot run, and offers only possible ones', async () => {
		const {items} = await open(elsewhere(upkeepElsewhere));
		expect(items).toEqual([
			['Run analyze', undefined],
			['Run all due tasks (1)', undefined],
		]);
		const denied = upkeepOf(
			{},
			{...allObjects, functions: {...allObjects.functions, create_monthly_partitions: false}},
		);
		expect((await open(elsewhere(denied))).items[0]).toEqual([
			'Run partitions:mcp.query_metrics',
			'partitions:mcp.query_metrics: this role may not execute mcp.create_monthly_partitions. To allow it: GRANT USAGE ON SCHEMA mcp TO dba; GRANT EXECUTE ON FUNCTION mcp.create_monthly_partitions(regclass, integer), mcp.make_own_monthly_partitions(regclass, integer) TO dba;',
		]);
	});
});
