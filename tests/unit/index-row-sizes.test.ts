import {expect, it} from 'vitest';
import type {IndexSize} from '../../source/domain/indexes/partitions.ts';
import {createIndexRows} from '../../source/domain/indexes/rows.ts';
import {indexRow} from '../helpers/fixtures-relations.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

const estimate: IndexSize = {sizeBytes: 8192, sizeIsEstimate: true, sizeAt: null};
const read = (sizeBytes: number, seconds: number): IndexSize => ({
	...{sizeBytes, sizeIsEstimate: false, sizeAt: ago(seconds)},
});

it('updates sizes in rows of the previous catalog, and keeps unchanged rows', () => {
	const catalog = [
		indexRow(1, 'alone'),
		indexRow(2, 'tree', {partitioned: true}),
		indexRow(3, 'part', {parentOid: 2}),
		indexRow(4, 'other_part', {parentOid: 2}),
	];
	const rows = createIndexRows();
	let sizes = new Map<number, IndexSize>();
	const sized = () =>
		rows(
			catalog,
			() => undefined,
			({oid}) => sizes.get(oid) ?? estimate,
			undefined,
			now,
		);
	const first = sized();
	expect(first.map(row => row.sizeBytes)).toEqual([8192, 16_384, 8192, 8192]);
	expect(sized()).toBe(first);
	sizes = new Map([[3, read(100, 5)]]);
	const second = sized();
	expect(second[0]).toBe(first[0]);
	// One of its parts is still an estimate.
	expect(second[1]).toMatchObject({sizeBytes: 8292, sizeIsEstimate: true, sizeAt: ago(5)});
	expect(second[2]).toMatchObject({sizeBytes: 100, sizeIsEstimate: false, sizeAt: ago(5)});
	sizes = new Map([
		[3, read(100, 5)],
		[4, read(200, 2)],
	]);
	expect(sized()[1]).toMatchObject({sizeBytes: 300, sizeIsEstimate: false, sizeAt: ago(5)});
});
