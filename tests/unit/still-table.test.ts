import {stripVTControlCharacters} from 'node:util';
import {expect, it} from 'vitest';
import {stillTable} from '../../source/commands/text/still-table.ts';

it('prints a note uncut below its row', () => {
	const long = `the index is INVALID: ${'x'.repeat(80)}\nbring it back with: pgdeck indexes undo a.2`;
	const rows = [{id: 'a.1'}, {id: 'a.2'}, {id: 'a.3'}];
	const lines = stillTable(rows, [], [undefined, long, 'short'])
		.split('\n')
		.map(line => stripVTControlCharacters(line));
	const at = (text: string) => lines.findIndex(line => line.includes(text));
	expect(lines[at(' a.1') + 1]).toBe(' a.2');
	expect(lines[at(' a.2') + 1]).toBe(`    ${long.replace('\n', ' ')}`);
	expect(lines[at(' a.3') + 1]).toBe('    short');
	expect(lines).toHaveLength(stillTable(rows).split('\n').length + 2);
});

it('draws 40,000 rows with one rule, and aligns wide characters', () => {
	const rows = Array.from({length: 40_000}, (_unused, place) => ({
		index: place === 7 ? '日本語' : `index_${place}`,
		'can be dropped': place % 2 === 0 ? 'yes' : '',
	}));
	const lines = stripVTControlCharacters(stillTable(rows)).split('\n');
	expect(lines).toHaveLength(rows.length + 2);
	expect(lines.slice(0, 4)).toEqual([
		' index       │ can be dropped',
		'─────────────┼────────────────',
		' index_0     │ yes',
		' index_1     │',
	]);
	expect(lines[9]).toBe(' 日本語      │');
	expect(lines.at(-1)).toBe(' index_39999 │');
});
