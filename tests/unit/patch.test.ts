import {describe, expect, it} from 'vitest';
import {applyPatch, difference} from '../../source/recording/patch.ts';
import {scenarios, snapshotOf} from '../helpers/fixtures.ts';
import {momentsOf} from '../helpers/moments.ts';

const at = new Date(5);
const cases: ReadonlyArray<readonly [what: string, before: unknown, after: unknown]> = [
	['a figure', {a: 1}, {a: 2}],
	['null instead of a number', {a: 1}, {a: null}],
	['an added member', {a: 1}, {a: 1, b: {c: 2}}],
	['a removed member', {a: 1, b: 2}, {a: 1}],
	['a member called v', {o: 1}, {v: {v: 1}, o: 2, a: [1]}],
	['a time', {at: new Date(1)}, {at}],
	['a time instead of null', {at: null}, {at}],
	['an object instead of an array', {a: [1]}, {a: {0: 1}}],
	['removed rows', {rows: [{oid: 1}, {oid: 2}, {oid: 3}]}, {rows: [{oid: 3}]}],
	['all rows gone', {rows: [{oid: 1}]}, {rows: []}],
	['added rows', {rows: []}, {rows: [{oid: 1, n: 1}, {oid: 2}]}],
	['rows in another order', {rows: [{oid: 1, n: 1}, {oid: 2}]}, {rows: [{oid: 2}, {oid: 1, n: 2}]}],
	[
		'rows of one key',
		{rows: [{id: 1, n: 1}]},
		{
			rows: [
				{id: 1, n: 1},
				{id: 1, n: 2},
			],
		},
	],
	[
		'one row less of one key',
		{
			rows: [
				{id: 1, n: 1},
				{id: 1, n: 1},
			],
		},
		{rows: [{id: 1, n: 1}]},
	],
	['words', {words: ['a', 'b', 'c']}, {words: ['b', 'c', 'a']}],
	['lists in lists', {rows: [[1, 2], [3]]}, {rows: [[1], [3, 4], [5]]}],
];

describe('the difference between two documents', () => {
	it.each(cases)('turns one into the other: %s', (_what, before, after) => {
		const patch = difference(before, after);
		expect(patch).toBeDefined();
		expect(applyPatch(before, patch ?? {v: 0})).toEqual(after);
		const back = difference(after, before);
		expect(applyPatch(after, back ?? {v: 0})).toEqual(before);
	});

	it.each(cases)('is empty if nothing changed: %s', (_what, before) => {
		expect(difference(before, structuredClone(before))).toBeUndefined();
	});

	it('turns every kind of snapshot into every other', () => {
		const all = Object.values(scenarios).map(({snapshot}) => snapshot);
		for (const before of all) {
			for (const after of [snapshotOf(), ...all]) {
				const patch = difference(before, after);
				expect(patch ? applyPatch(before, patch) : before).toEqual(after);
			}
		}
	});

	it('is small and keeps unchanged objects', () => {
		const {snapshot} = scenarios.many;
		const {indexes} = snapshot.sections;
		if (indexes.status !== 'ok') throw new Error('The fixture has no indexes.');
		const rows = indexes.value.rows.map((row, index) => (index === 1500 ? {...row, scans: 77} : row));
		const after = {
			...snapshot,
			sections: {...snapshot.sections, indexes: {...indexes, value: {...indexes.value, rows}}},
		};
		const patch = difference(snapshot, after);
		expect(JSON.stringify(patch).length).toBeLessThan(200);
		const made = applyPatch(snapshot, patch ?? {v: 0}) as typeof snapshot;
		expect(made).toEqual(after);
		expect(made.sections.tables).toBe(snapshot.sections.tables);
		if (made.sections.indexes.status === 'ok')
			expect(made.sections.indexes.value.rows[0]).toBe(indexes.value.rows[0]);
	});

	it('survives JSON', () => {
		const [first, ...others] = momentsOf(12).map(
			({snapshot}) => JSON.parse(JSON.stringify(snapshot)) as unknown,
		);
		let state = first;
		for (const after of others) {
			const patch = JSON.parse(JSON.stringify(difference(state, after)));
			state = applyPatch(state, patch);
			expect(state).toEqual(after);
		}
	});
});
