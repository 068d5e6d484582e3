import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {layers} from '../unit/layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('docs/architecture.md', () => {
	const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

	it('lists the layers that the import test enforces', () => {
		const section = text.slice(text.indexOf('## Layers'), text.indexOf('## Principles'));
		const rows = [...section.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) =>
			[...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
		);
		expect(rows).toEqual(layers);
	});

	it('names only files and folders that exist', () => {
		const paths = [...text.matchAll(/`([\w-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, name = '']) => name);
		expect(paths.length).toBeGreaterThan(40);
		const missing = paths.filter(
			name => !existsSync(path.join(root, name)) && !existsSync(path.join(root, 'source', name)),
		);
		expect(missing).toEqual([]);
	});
});
