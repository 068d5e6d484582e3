import {expect, it} from 'vitest';
import type {StillRow} from '../../source/commands/text/still-table.ts';
import {vacuumText} from '../../source/commands/text/vacuum.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {vacuum} from '../helpers/fixtures-vacuum.ts';

it('fills each cell of a table with nothing due', () => {
	const {relations} = vacuum;
	if (relations.status !== 'ok') throw new Error('The fixture has relations.');
	const [row] = relations.value.rows;
	if (!row) throw new Error('The fixture has relations.');
	const calm = {...row, checks: row.checks.map(check => ({...check, due: false})), heldBy: null};
	let cells: readonly StillRow[] = [];
	vacuumText(
		{...vacuum, relations: {...relations, value: {...relations.value, rows: [calm]}}},
		{now, role: 'anna'},
		(section, text) => (section.status === 'ok' ? text(section.value) : ''),
		rows => {
			cells = rows;
			return '';
		},
	);
	expect(cells).toMatchObject([{'most pressing': '-', 'held by': '-'}]);
});
