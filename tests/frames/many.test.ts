import {expect, it} from 'vitest';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {indexes, indexRow, tables} from '../helpers/fixtures-relations.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

const many = 3000;

/** Rows that count how often one of them is looked at. */
function counted<Row extends object>(rows: readonly Row[]): {rows: Row[]; looks(): number} {
	let looks = 0;
	const get = (row: Row, name: string | symbol) => {
		looks++;
		return Reflect.get(row, name);
	};
	return {rows: rows.map(row => new Proxy(row, {get})), looks: () => looks};
}

it.each(['overview', 'indexes'] as const)('%s goes through its rows once a sample', pane => {
	const [table] = tables.rows;
	if (!table) throw new Error('no table');
	const ofIndexes = counted(Array.from({length: many}, (_unused, oid) => indexRow(oid, `index_${oid}`)));
	const ofTables = counted(Array.from({length: many}, (_unused, oid) => ({...table, oid})));
	const sections = {
		indexes: ok({...indexes, rows: ofIndexes.rows}),
		tables: ok({...tables, rows: ofTables.rows}),
	};
	const live = liveOf({snapshot: snapshotOf(sections)});
	const first = frameOf({live, ui: uiOn(pane)}).text;
	expect(ofIndexes.looks()).toBeGreaterThan(many);
	const before = ofIndexes.looks() + ofTables.looks();
	expect(frameOf({live, ui: uiOn(pane)}).text).toBe(first);
	expect(ofIndexes.looks() + ofTables.looks() - before).toBeLessThan(many);
});

it('shows unknown sizes as such before any was read', () => {
	const [table] = tables.rows;
	if (!table) throw new Error('no table');
	const unseen = {tableBytes: null, heapBytes: null, indexBytes: null, sizeIsEstimate: false};
	const ofTables = [1, 2, 3].map(oid => ({...table, ...unseen, oid}));
	const ofIndexes = [4, 5].map(oid =>
		indexRow(oid, `index_${oid}`, {sizeBytes: null, sizeIsEstimate: false, scans: 0, category: 'Unused'}),
	);
	const sections = {
		indexes: ok({...indexes, rows: [...ofIndexes, indexRow(6, 'other', {scans: 7, category: 'Low usage'})]}),
		tables: ok({...tables, rows: ofTables}),
	};
	const live = liveOf({snapshot: snapshotOf(sections)});
	expect(frameOf({live, ui: uiOn('tables')}).text).toContain('3 tables, size n/a,');
	expect(frameOf({live, ui: uiOn('indexes')}).text).toMatch(/Unused 2 \(n\/a\), Low usage 1 \(\d/);
	expect(frameOf({live}).text).toMatch(/Unused +2 +n\/a/);
	const known = {...live.snapshot.sections, tables: ok({...tables, rows: [...ofTables, table]})};
	const one = frameOf({live: liveOf({snapshot: snapshotOf(known)}), ui: uiOn('tables')});
	expect(one.text).toMatch(/4 tables, [\d.]+ [kMG]?B in 1 of them,/);
});
