import {describe, expect, it} from 'vitest';
import {diffText} from '../../source/commands/diff.ts';
import {use} from '../../source/domain/indexes/words.ts';
import type {ServerSetting} from '../../source/domain/settings/schema.ts';
import type {Side} from '../../source/domain/snapshot/side.ts';
import type {PlanRow} from '../../source/domain/statements/plans.ts';
import type {StatementRow} from '../../source/domain/statements/schema.ts';
import {compareSides} from '../../source/recording/changes.ts';
import {hostileName, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexScan, planRow, plans, seqScan} from '../helpers/fixtures-planned.ts';
import {indexes, indexRow, indexVerdictOf, tables} from '../helpers/fixtures-relations.ts';
import {health, now} from '../helpers/fixtures-sections.ts';
import {settings} from '../helpers/fixtures-settings.ts';
import {statementRow, statements} from '../helpers/fixtures-statements.ts';
import {withoutColors} from '../helpers/render.ts';

const later = new Date(now.getTime() + 3_600_000);

/** A moment with these sections; those that this version has no form for among them. */
function side(sections: Record<string, unknown> = {}, at = now, server = {}): Side {
	const snapshot = snapshotOf({}, server);
	const all: Record<string, unknown> = {
		...snapshot.sections,
		settings: {status: 'unsupported', code: 'none', facts: {}, reason: 'not read'},
		plans: ok({...plans, rows: []}),
		...sections,
	};
	return {at, server: snapshot.server, section: id => all[id] as ReturnType<Side['section']>};
}

const changesOf = (part: string, before: Record<string, unknown>, after: Record<string, unknown>) =>
	compareSides(side(before), side(after, later))
		.changes.filter(change => change.part === part)
		.map(({kind, name, before: was, after: is}) => [kind, name, was, is]);

const statement = (id: string, calls: number, execMs: number) =>
	statementRow(id, `select ${id}`, {calls, execMs}, {id});

describe('changes', () => {
	it('are empty between a moment and itself', () => {
		const {changes, unknown} = compareSides(side(), side());
		expect(changes).toEqual([]);
		expect(unknown).toEqual([{part: 'settings', reason: 'before: not read'}]);
		const known = {plans: ok(plans)};
		expect(compareSides(side(known), side(known)).unknown).toContainEqual({
			part: 'plans',
			reason: '1 of 2: permission denied for table request_logs',
		});
	});

	it('include the server: another version, a restart, a promotion', () => {
		const after = side({health: ok({...health, startedAt: later})}, later, {
			version: '18.5',
			inRecovery: true,
		});
		expect(compareSides(side(), after).changes.map(({name}) => name)).toEqual(['version', 'role', 'started']);
	});

	it('list created, dropped and changed indexes', () => {
		const [kept, rebuilt, gone] = [
			indexRow(1, 'idx_kept'),
			indexRow(2, 'idx_rebuilt'),
			indexRow(3, 'idx_gone'),
		];
		const before = {indexes: ok({...indexes, rows: [kept, rebuilt, gone]})};
		const after = {
			indexes: ok({
				...indexes,
				rows: [
					{
						...{...kept, scans: kept.scans + 1, category: 'Active', sizeBytes: (kept.sizeBytes ?? 0) * 3},
						verdict: indexVerdictOf('no', use('in-use', {node: null, scans: 1}), {quietDays: 0}),
					},
					{...rebuilt, oid: 20},
					indexRow(4, 'idx_new'),
				],
			}),
		};
		expect(changesOf('indexes', before, after)).toEqual([
			['gone', 'public.idx_gone', gone.definition, null],
			['changed', 'public.idx_kept', 'Unused', 'Active'],
			['changed', 'public.idx_kept', expect.stringContaining('yes'), expect.stringContaining('in use')],
			['changed', 'public.idx_kept', expect.stringContaining('B'), expect.stringContaining('B')],
			['new', 'public.idx_new', null, expect.stringContaining('idx_new')],
		]);
	});

	it('list tables that grew by more than usual', () => {
		const [first, second] = tables.rows;
		if (!first || !second) throw new Error('The fixture has tables.');
		const megabyte = 1024 ** 2;
		const of = (one: number, other: number | null) => ({
			tables: ok({
				...tables,
				rows: [
					{...first, tableBytes: one},
					{...second, tableBytes: other},
				],
			}),
		});
		const name = `${first.schema}.${first.name}`;
		expect(changesOf('tables', of(100 * megabyte, 1), of(105 * megabyte, null))).toEqual([]);
		expect(changesOf('tables', of(1000, 1), of(2000, 1))).toEqual([]);
		expect(changesOf('tables', of(100 * megabyte, 1), of(120 * megabyte, 1))).toEqual([
			['changed', name, '100 MB', '120 MB'],
		]);
	});

	it('list server parameters that changed or are pending a restart', () => {
		const changed = (name: string, change: Partial<ServerSetting>) => ({
			settings: ok({
				...settings,
				rows: settings.rows.map(row => (row.name === name ? {...row, ...change} : row)),
			}),
		});
		const before = {settings: ok(settings)};
		expect(changesOf('settings', before, changed('work_mem', {setting: '4096', shown: '4 MB'}))).toEqual([
			['changed', 'work_mem', '64.0 MB', '4 MB'],
		]);
		expect(changesOf('settings', before, changed('work_mem', {setting: '65537'}))).toEqual([
			['changed', 'work_mem', '65536 of kB', '65537 of kB'],
		]);
		expect(changesOf('settings', before, changed('statement_timeout', {pendingRestart: true}))).toEqual([
			['changed', 'statement_timeout', '30 s', '30 s, pending restart'],
		]);
		expect(changesOf('settings', before, changed('archive_command', {shown: 'cp %p /a'}))).toEqual([
			['changed', 'archive_command', "''", 'cp %p /a'],
		]);
	});

	it('omit a server parameter that is hidden on one side', () => {
		const seen = settings.rows.map(row => (row.own ? {...row, shown: '5 s'} : row));
		expect(
			changesOf('settings', {settings: ok(settings)}, {settings: ok({...settings, rows: seen})}),
		).toEqual([]);
	});

	it('list statements that take longer, by the calls in between', () => {
		const of = (...rows: StatementRow[]) => ({statements: ok({...statements, rows})});
		expect(
			changesOf(
				'statements',
				of(
					statement('slow', 1_000_000, 2_000_000),
					statement('same', 10, 100),
					statement('reset', 100, 1000),
				),
				of(
					statement('slow', 1_000_100, 2_010_000),
					statement('same', 30, 300),
					statement('reset', 10, 1000),
					statement('fresh', 5, 5000),
					{...statement('around', 5, 5000), text: 'SAVEPOINT "s0"'},
				),
			),
		).toEqual([
			['changed', 'select slow', 'mean 2 ms, 1,000,000 calls', 'mean 100 ms, 100 calls since'],
			['changed', 'select reset', 'mean 10 ms, 100 calls', 'mean 100 ms, 10 calls since'],
			['new', 'select fresh', null, 'mean 1 s, 5 calls'],
		]);
	});
});

describe('the query plans of statements', () => {
	it('are compared for statements that both sides have', () => {
		const of = (...rows: PlanRow[]) => ({plans: ok({...plans, rows})});
		expect(
			changesOf(
				'plans',
				of(planRow('1', indexScan), planRow('2', seqScan), planRow('3', seqScan)),
				of(planRow('1', seqScan), planRow('2', {...seqScan, 'Total Cost': 9}), planRow('4', seqScan)),
			),
		).toEqual([
			['changed', 'select 1', 'Index Scan using idx_created_at on request_logs', 'Seq Scan on request_logs'],
		]);
	});
});

describe('the text of changes', () => {
	it('has every part, names unknown values, and contains no terminal escape sequence', () => {
		const before = side({
			statements: {status: 'denied', code: 'none', facts: {}, reason: 'no right', grant: 'x'},
		});
		const after = side({indexes: ok({...indexes, rows: [indexRow(1, hostileName)]})}, later);
		const text = withoutColors(diffText(before, after, compareSides(before, after)));
		expect(text).toContain(
			'registry on db-1.example.org:5432: 2026-11-21 08:30:00 to 2026-11-21 09:30:00 (1 h)',
		);
		expect(text).toContain('SERVER\n  no changes');
		expect(text).toContain('STATEMENTS\n  n/a: before: no right');
		expect(text).toMatch(/gone +│ public\.idx_never_used/);
		expect(text).not.toMatch(/\p{Bidi_Control}|(?!\n)\p{Cc}/u);
	});

	it('says if the sides are two servers', () => {
		const other = side({}, later, {databaseOid: 4711, database: 'shop'});
		expect(diffText(side(), other, compareSides(side(), other))).toContain(
			'compared with another server: shop on',
		);
	});
});
