import {describe, expect, it} from 'vitest';
import type {Request} from '../../source/actions/table.ts';
import {holderItems, vacuumedTables} from '../../source/app/menu/horizon.ts';
import type {Services} from '../../source/app/services.ts';
import {shownValue} from '../../source/domain/snapshot/section.ts';
import type {Vacuum} from '../../source/domain/vacuum/schema.ts';
import {RefusedError} from '../../source/postgres/errors.ts';
import type {HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes} from '../helpers/fixtures-relations.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {vacuum} from '../helpers/fixtures-vacuum.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

const open = async (
	key: string,
	pane: string,
	services: Partial<Services> = {},
	marks = 0,
	{live = liveOf(), before = ''}: {live?: Live; before?: string} = {},
) => {
	const asked: Request[] = [];
	const plan = (request: Request) => {
		asked.push(request);
		return new Promise<never>(() => undefined);
	};
	const journey = beginJourney({live, services: {plan, ...services}});
	journey.press(key);
	await journey.sees(`> ${pane.toLowerCase()}`);
	if (before !== '') journey.press(before);
	for (let mark = 0; mark < marks; mark++) journey.press(' ');
	if (marks > 0) await journey.sees(`${marks} marked`);
	journey.press('x');
	await journey.sees(`Actions: ${pane}`);
	const {sheet} = journey.ui.get();
	if (sheet?.kind !== 'menu') throw new Error('no menu');
	/** Goes to the entry that begins so, and takes it. */
	const take = async (title: string) => {
		const place = sheet.items.findIndex(item => item.title.startsWith(title));
		expect(sheet.items[place]?.title).toBeDefined();
		for (let step = 0; step < place; step++) journey.press('j');
		await expect.poll(() => journey.ui.get().sheet).toMatchObject({cursor: place});
		journey.press(keys.enter);
	};
	return {journey, asked, take, items: sheet.items.map(({title, disabled}) => [title, disabled])};
};
const horizonOf = ({horizon}: Vacuum) => shownValue(horizon)?.value.holders ?? [];
const tables = shownValue(liveOf().snapshot.sections.tables)?.value.rows ?? [];
const largest = tables.toSorted((a, b) => (b.tableBytes ?? 0) - (a.tableBytes ?? 0));
const oids = largest.map(({oid}) => oid);

describe('the menu of tables', () => {
	it.each([
		['VACUUM ', {action: 'vacuum', tables: [oids[0]]}],
		['ANALYZE ', {action: 'analyze-tables', tables: [oids[0]]}],
		['Rebuild the indexes of', {action: 'reindex', tables: [oids[0]]}],
		['Build missing foreign key indexes', {action: 'create-index', foreignKeysOf: [oids[0]]}],
		['Shrink request_logs', {action: 'repack-advice', table: oids[0]}],
		['VACUUM FULL', {action: 'vacuum', tables: [oids[0]], options: {full: true}}],
	])('asks for the plan of "%s"', async (title, request) => {
		const {asked, take} = await open('5', 'Tables');
		await take(title);
		await expect.poll(() => asked).toEqual([request]);
	});

	it('acts on all marked tables, except for actions on one table', async () => {
		const {asked, take, items} = await open('5', 'Tables', {}, 2);
		expect(items[0]).toEqual(['VACUUM 2 marked tables', undefined]);
		expect(
			items.filter(([, disabled]) => disabled === 'Works on one table. Clear the marks with U.'),
		).toHaveLength(2);
		await take('ANALYZE');
		await expect.poll(() => asked).toEqual([{action: 'analyze-tables', tables: oids.slice(0, 2)}]);
	});

	it('takes typed options of VACUUM, and rejects unknown ones', async () => {
		const {journey, asked, take} = await open('5', 'Tables');
		const [, title = ''] = ['', `VACUUM ${largest[0]?.name} with options`];
		await take(title);
		await journey.sees('> analyze_');
		journey.press(', frieze');
		await journey.sees('> analyze, frieze_');
		journey.press(keys.enter);
		await journey.sees('pgdeck knows no VACUUM option "frieze".');
		journey.press('\u007f'.repeat(6));
		journey.press('freeze parallel 2 skip_locked');
		await journey.sees('> analyze, freeze parallel 2 skip_locked_');
		journey.press(keys.enter);
		const options = {analyze: true, freeze: true, parallel: 2, skipLocked: true};
		await expect.poll(() => asked).toEqual([{action: 'vacuum', tables: [oids[0]], options}]);
	});

	it('takes typed storage parameters, and keeps the text if no plan is possible', async () => {
		const asked: Request[] = [];
		const plan = (request: Request) => {
			asked.push(request);
			return Promise.reject(new RefusedError('No such plan.'));
		};
		const {journey, take} = await open('5', 'Tables', {plan});
		await take('Change storage parameters');
		await journey.sees('NAME=VALUE or reset NAME');
		journey.press('autovacuum_enabled=off reset autovacuum_vacuum_threshold');
		journey.press(keys.enter);
		await journey.sees('No such plan.');
		await journey.sees('> autovacuum_enabled=off reset autovacuum_vacuum_threshold_');
		expect(asked).toEqual([
			{
				action: 'table-settings',
				tables: [oids[0]],
				set: {autovacuum_enabled: 'off'},
				reset: ['autovacuum_vacuum_threshold'],
			},
		]);
		journey.press(keys.escape);
		await journey.seesNot('NAME=VALUE');
	});
});

describe('the menu of indexes', () => {
	it('takes a typed or pasted index definition', async () => {
		const {journey, asked, take} = await open('4', 'Indexes');
		await take('Build an index');
		await journey.sees('> CREATE INDEX ON ');
		journey.press('\u0015');
		await journey.sees('> _');
		journey.press('\u001b[200~create index on t\n  (a);\u001b[201~');
		await journey.sees('> create index on t (a);_');
		journey.press(keys.enter);
		await expect
			.poll(() => asked)
			.toEqual([{action: 'create-index', definitions: ['create index on t (a);']}]);
	});

	it.each([
		['Rebuild ', 'reindex'],
		['Build all missing foreign key indexes', 'create-index'],
	])('asks for the plan of "%s"', async (title, action) => {
		const {asked, take} = await open('4', 'Indexes');
		await take(title);
		await expect.poll(() => asked).toMatchObject([{action}]);
	});

	it('counts leftovers of interrupted rebuilds', async () => {
		const {items} = await open('4', 'Indexes');
		expect(items.find(([title]) => title?.startsWith('Drop leftovers'))).toEqual([
			'Drop leftovers of interrupted rebuilds (0)',
			'This database has no INVALID copy of an index.',
		]);
	});
});

describe('a holder of the xmin horizon', () => {
	const session = [{pid: 4242, backendStart: '2026-01-02T03:04:05.678901Z'}];

	it.each([
		['V', 'Vacuum'],
		['5', 'Tables'],
	])('is terminated from the menu of %s by its session key', async (key, pane) => {
		const {asked, take} = await open(key, pane);
		await take('Terminate session 4242 (anna, psql), holder of the xmin horizon');
		await expect.poll(() => asked).toEqual([{action: 'terminate-backends', sessions: session}]);
	});

	it('comes with what ends it, if that is not a session', () => {
		const holder = {...horizonOf(vacuum)[0], kind: 'session'} as HorizonHolder;
		const holders: HorizonHolder[] = [
			{...holder, backendStart: null},
			{...holder, kind: 'prepared-transaction', pid: null, name: 'left', application: null, age: 9},
			{...holder, kind: 'physical-slot', pid: null, name: 'old', active: false, age: 8},
			{...holder, kind: 'standby-feedback', age: 7},
			{...holder, kind: 'logical-slot', catalogs: true, age: 6},
			{...holder, here: false, age: 5},
			// Just begun, such as a sample of pgdeck itself.
			{...holder, since: now, age: 4},
		];
		const items = (shown: readonly HorizonHolder[]) =>
			holderItems(
				liveOf({
					snapshot: snapshotOf({vacuum: ok({...vacuum, horizon: ok({holders: [...shown], hidden: []})})}),
				}),
			);
		expect(items(holders)).toMatchObject([
			{disabled: expect.stringContaining('requires pg_monitor')},
			{
				title: 'Roll back prepared transaction left of anna, holder of the xmin horizon',
				choose: {request: {action: 'rollback-prepared', gid: 'left'}},
			},
			{disabled: expect.stringContaining('pg_drop_replication_slot')},
		]);
		expect(items(holders.slice(3))).toMatchObject([
			{disabled: expect.stringContaining('hot_standby_feedback')},
		]);
	});

	it('is listed beside VACUUM of the selected row; a TOAST row means its table', async () => {
		const {items} = await open('V', 'Vacuum');
		expect(items.map(([title]) => title)).toContainEqual(expect.stringMatching(/^VACUUM /));
		expect(vacuumedTables(liveOf(), ['299', '202'])).toEqual([
			{oid: 202, schema: 'public', name: 'tenants'},
			{oid: 298, schema: 'public', name: 'documents'},
		]);
	});
});

describe('the menu of missing indexes', () => {
	const key = {
		...{oid: 401, tableOid: 1, schema: 'public', table: 'orders', constraint: 'orders_customer_fkey'},
		...{references: 'public.customers', columns: 'customer', partitioned: false, rowsEstimate: 5e6},
		...{tableBytes: 1_073_741_824, suggestion: 'CREATE INDEX CONCURRENTLY ON public.orders (customer)'},
	};
	const unindexed = [key, {...key, oid: 402, table: 'bills', tableBytes: 4096}];
	const live = liveOf({snapshot: snapshotOf({indexes: ok({...indexes, unindexed})})});

	it('builds the index of the selected foreign key, or of the marked ones', async () => {
		const {asked, take} = await open('4', 'Indexes', {}, 0, {live, before: 'o'});
		await take('Build the missing index on orders for orders_customer_fkey');
		await expect.poll(() => asked).toEqual([{action: 'create-index', foreignKeys: [401]}]);
		const both = await open('4', 'Indexes', {}, 2, {live, before: 'o'});
		await both.take('Build 2 marked indexes');
		await expect.poll(() => both.asked).toEqual([{action: 'create-index', foreignKeys: [401, 402]}]);
	});
});

describe('a watched drop', () => {
	const watched = {
		id: 'abc123.1',
		index: 'public.idx_events',
		table: 1,
		perSecond: 0.2,
		nowPerSecond: 14,
		droppedAt: new Date(Date.now() - 240_000),
		others: 1,
		latency: {beforeMs: 12, afterMs: 80},
	};

	it.each([
		{columns: 80, rows: 24},
		{columns: 120, rows: 40},
	])('is shown below every pane at $columns columns, and u undoes it', async size => {
		const asked: Request[] = [];
		const plan = (request: Request) => {
			asked.push(request);
			return new Promise<never>(() => undefined);
		};
		const journey = beginJourney({size, services: {plan, watched: () => watched}});
		await journey.sees(
			/watching public\.idx_events \(and 1 more\), dropped 4 min( \d+ s)? ago: seq scans\s+0\.2\/s\s+before/,
		);
		await journey.sees(/p95\s+12\s+ms\s+before,\s+80\s+ms\s+since;\s+u\s+undoes\s+the\s+drop/);
		expect(journey.screen().split('\n')).toHaveLength(size.rows);
		journey.press('5');
		await journey.sees('> tables');
		await journey.sees('watching public.idx_events');
		journey.press('u');
		await expect.poll(() => asked).toEqual([{action: 'undo-drop', id: 'abc123.1'}]);
	});

	it('is absent without a drop, and u is unavailable in read-only mode', async () => {
		const none = beginJourney();
		none.press('u');
		await none.sees('No drop is watched.');
		const barred = beginJourney({readOnly: true, services: {watched: () => watched}});
		barred.press('u');
		await barred.sees('pgdeck is read-only.');
	});
});
