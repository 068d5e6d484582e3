import {stripVTControlCharacters} from 'node:util';
import {expect, it} from 'vitest';
import {stillTable} from '../../source/commands/text/still-table.ts';

it('has a note whole below its own row, on one line', () => {
	const long = `the index is INVALID: ${'x'.repeat(80)}\nbring it back with: pgdeck indexes undo a.2`;
	const rows = [{id: 'a.1'}, {id: 'a.2'}, {id: 'a.3'}];
	const lines = stillTable(rows, [], [undefined, long, 'short'])
		.split('\n')
		.map(line => stripVTControlCharacters(line));
	const at = (text: string) => lines.findIndex(line => line.includes(text));
	expect(lines[at('│ a.1') + 1]).toMatch(/^├/);
	expect(lines[at('│ a.2') + 1]).toBe(`    ${long.replace('\n', ' ')}`);
	expect(lines[at('│ a.3') + 1]).toBe('    short');
	expect(lines).toHaveLength(stillTable(rows).split('\n').length + 2);
});

it('draws 40,000 rows, wide characters in their columns', () => {
	const rows = Array.from({length: 40_000}, (_unused, place) => ({
		index: place === 7 ? '日本語' : `index_${place}`,
		'can be dropped': place % 2 === 0 ? 'yes' : '',
	}));
	const lines = stripVTControlCharacters(stillTable(rows)).split('\n');
	expect(lines).toHaveLength(2 * rows.length + 3);
	expect(lines.slice(0, 6)).toEqual([
		'┌─────────────┬────────────────┐',
		'│ index       │ can be dropped │',
		'├─────────────┼────────────────┤',
		'│ index_0     │ yes            │',
		'├─────────────┼────────────────┤',
		'│ index_1     │                │',
	]);
	expect(lines[17]).toBe('│ 日本語      │                │');
	expect(lines.slice(-2)).toEqual(['│ index_39999 │                │', '└─────────────┴────────────────┘']);
});
