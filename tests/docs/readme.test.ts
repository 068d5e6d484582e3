import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Scope} from '../../source/app/command.ts';
import {commandTable} from '../../source/app/command-table.ts';
import {keysText} from '../../source/app/sheets/help.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = path.join(root, 'README.md');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	devDependencies: Record<string, string>;
	optionalDependencies: Record<string, string>;
	scripts: Record<string, string>;
};

const groups: ReadonlyArray<readonly [title: string, scopes: readonly Scope[]]> = [
	['Everywhere', ['global', 'always']],
	['Table', ['list', 'columns']],
	['Requests', ['requests']],
	['Migrations', ['migrations']],
	['Indexes', ['indexes']],
	['Waits', ['waits']],
	['Panes with several views', ['variants']],
	['Opened row', ['detail']],
	['Plan and run', ['planning', 'plan', 'run']],
	['Measuring', ['measure']],
];

/** The key table in Markdown, made of the one command table. */
function keyTable(): string {
	const cell = (text: string) => text.replaceAll('|', '\\|');
	const rows = groups.flatMap(([title, scopes]) =>
		scopes
			.flatMap(scope => commandTable.filter(command => command.scope === scope))
			.map(
				(command, index) =>
					`| ${index === 0 ? title : ''} | \`${cell(keysText(command))}\` | ${cell(command.title)} |`,
			),
	);
	return ['| where | keys | what they do |', '| --- | --- | --- |', ...rows]
		.join('\n')
		.replaceAll('`` ` ``', '`` ` ``');
}

describe('README.md', () => {
	const text = readFileSync(readme, 'utf8');

	it('has the key table of the program (npm run docs writes it anew)', async () => {
		const begin = '<!-- keys: written by npm run docs -->';
		const end = '<!-- end of keys -->';
		expect(text).toContain(begin);
		expect(text).toContain(end);
		const before = text.slice(0, text.indexOf(begin) + begin.length);
		const after = text.slice(text.indexOf(end));
		const table = keyTable().replace('| ``` |', '| `` ` `` |');
		await expect(`${before}\n\n${table}\n\n${after}`).toMatchFileSnapshot(readme);
	});

	it('says of every dependency why it is there', () => {
		const names = [...Object.keys(manifest.devDependencies), ...Object.keys(manifest.optionalDependencies)];
		const missing = names.filter(name => !name.startsWith('@types/') && !text.includes(`\`${name}\``));
		expect(missing).toEqual([]);
	});

	it('names only scripts and files that exist', () => {
		for (const [, script = ''] of text.matchAll(
			/npm (?:run )?(start|test|build|bench|docs|screenshots|lint|format)\b/g,
		)) {
			expect(manifest.scripts).toHaveProperty(script);
		}
		for (const [, target = ''] of text.matchAll(/\]\(((?!https?:|#)[^)]+)\)/g)) {
			expect(existsSync(path.join(root, target)), target).toBe(true);
		}
	});
});
