import {describe, expect, it} from 'vitest';
import {figureColumns, namedFigures} from '../../source/queries/statements/statement-figures.ts';
import {chooseStatements, mostRows, sumOf} from '../../source/sampler/statements/statement-choice.ts';
import {statementRow} from '../helpers/fixtures-statements.ts';

describe('the figures of an entry', () => {
	it.each([
		['1.8', ['blk_read_time'], 5, null],
		['1.11', ['shared_blk_read_time', 'temp_blk_read_time'], 5, 5],
		['one that lacks them', [], null, null],
	])('come from the columns of version %s', (_version, columns, readMs, tempReadMs) => {
		const present = figureColumns(new Set(['calls', ...columns]));
		expect(present.toSorted()).toEqual(['calls', ...columns].toSorted());
		const {counters} = namedFigures(new Map(present.map(column => [column, 5])));
		expect(counters).toMatchObject({calls: 5, readMs, tempReadMs, walBytes: null});
	});

	it('sum several columns, and are null if one is', () => {
		const jit = ['jit_generation_time', 'jit_inlining_time', 'jit_optimization_time', 'jit_emission_time'];
		const of = (columns: readonly string[]) =>
			namedFigures(new Map(columns.map((column, index) => [column, index + 1]))).counters.jitMs;
		expect(of(jit)).toBe(10);
		expect(of(jit.slice(1))).toBeNull();
	});
});

describe('the choice of rows', () => {
	const rows = Array.from({length: 5000}, (_unused, index) =>
		statementRow(
			`${index}`,
			null,
			{
				calls: 1 + ((index * 7919) % 5000),
				execMs: index,
				walBytes: index === 17 ? 9e9 : 0,
			},
			{mostMs: 0},
		),
	);

	it('keeps all of a few rows', () => {
		expect(chooseStatements(rows.slice(0, mostRows))).toHaveLength(mostRows);
	});

	it('keeps the leaders by each figure', () => {
		const chosen = chooseStatements(rows);
		const ids = new Set(chosen.map(({queryId}) => queryId));
		const most = rows.toSorted((a, b) => (b.counted.total.calls ?? 0) - (a.counted.total.calls ?? 0));
		for (const id of ['4999', '4980', '17', most[0]?.queryId, most[19]?.queryId]) expect(ids).toContain(id);
		expect(chosen.length).toBeLessThan(500);
		expect(ids.has('3')).toBe(false);
	});

	it('sums figures and keeps unknown ones null', () => {
		const [a, b] = [statementRow('1', null, {calls: 2}), statementRow('2', null, {calls: 3, walBytes: null})];
		expect(sumOf([a.counted, b.counted]).total).toMatchObject({calls: 5, walBytes: 0});
		expect(sumOf([b.counted]).total.walBytes).toBeNull();
		expect(sumOf([{...a.counted, perSecond: null}]).perSecond).toBeNull();
	});
});
