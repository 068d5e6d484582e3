import {expect, it} from 'vitest';
import {tablesText} from '../../source/commands/text/tables.ts';
import {tables} from '../helpers/fixtures-relations.ts';

it('the text says why sizes are n/a, but of those that are locked, which say so themselves', () => {
	const [first] = tables.rows;
	if (!first) throw new Error('The fixture has tables.');
	const rows = (...changes: object[]) =>
		tablesText({...tables, rows: changes.map(c => ({...first, ...c}))}, () => '');
	const unsized = {tableBytes: null, locked: false, absent: false};
	expect(rows(unsized, unsized, {})).toContain(
		'The size is n/a of 2 tables that neither VACUUM nor ANALYZE has seen',
	);
	expect(rows({...unsized, locked: true}, {})).not.toContain('The size is n/a');
	expect(rows({...unsized, absent: true}, {})).not.toContain('VACUUM nor ANALYZE has seen');
});
