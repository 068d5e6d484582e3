import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {patterns} from '../../bench/pack/patterns.ts';
import {packManifest} from '../../source/migrations/pack/manifest.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/pack-indexes.md'), 'utf8');

/** One column of a section's table, without its head. */
function cells(heading: string, column: number): string[] {
	const section = text.split(/^## /m).find(part => part.startsWith(`${heading}\n`)) ?? '';
	const rows = section.split('\n').filter(line => line.startsWith('|'));
	return rows.slice(2).map(
		row =>
			row
				.split(' | ')
				[column]?.replaceAll(/^\| |`/g, '')
				.trim() ?? '',
	);
}

/** Times are of a run of long ago, which nobody can repeat here; what was measured must still be what there is. */
describe('docs/pack-indexes.md (npm run bench:pack -- --write regenerates it)', () => {
	it('has every index of the pack that enforces no rule, and no other', () => {
		const names = packManifest.flatMap(({kind, name, definition}) =>
			kind === 'index' && definition.unique !== true ? [name.replace(/^public\./, '')] : [],
		);
		expect(cells('Each index', 0).toSorted()).toEqual(names.toSorted());
	});

	it('has every query of the bench in order', () => {
		expect(cells('Each query', 1)).toEqual(patterns.map(({area, name}) => `${area}: ${name}`));
	});
});
