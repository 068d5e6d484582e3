import {expect, it} from 'vitest';
import {tablesText} from '../../source/commands/text/tables.ts';
import {tables} from '../helpers/fixtures-relations.ts';

it('the text says why sizes are n/a, except for locked tables, whose row says so', () => {
	const [first] = tables.rows;
	if (!first) throw new Error('The fixture has tables.');
	const rows = (...changes: object[]) =>
		tablesText({...tables, rows: changes.map(c => ({...first, ...c}))}, () => '');
	const unsized = {tableBytes: null, locked: false, absent: false};
	expect(rows(unsized, unsized, {})).toContain('n/a: size of 2 tables without VACUUM or ANALYZE so far');
	expect(rows({...unsized, locked: true}, {})).not.toContain('n/a: size');
	expect(rows({...unsized, absent: true}, {})).not.toContain('without VACUUM or ANALYZE');
});
