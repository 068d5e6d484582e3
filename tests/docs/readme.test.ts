import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Scope} from '../../source/app/command.ts';
import {commandTable} from '../../source/app/command-table.ts';
import {keysText} from '../../source/app/sheets/help.ts';
import {commandNames} from '../../source/commands/help.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = path.join(root, 'README.md');
const keys = path.join(root, 'docs/keys.md');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	devDependencies: Record<string, string>;
	optionalDependencies: Record<string, string>;
	scripts: Record<string, string>;
};

const groups: ReadonlyArray<readonly [title: string, scopes: readonly Scope[]]> = [
	['Everywhere', ['global', 'always']],
	['Table', ['list', 'columns']],
	['Waits', ['waits']],
	['Panes with views', ['views']],
	['Opened row', ['detail']],
	['Action plan and run', ['planning', 'plan', 'run']],
	['Measurement', ['measure']],
];

/** The key table in Markdown, generated from the command table. */
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
	// A backtick is quoted with two.
	return ['| where | keys | action |', '| --- | --- | --- |', ...rows]
		.join('\n')
		.replaceAll('| ``` |', '| `` ` `` |');
}

describe('docs/keys.md', () => {
	it('has the key table of the program (npm run docs regenerates it)', async () => {
		const intro =
			'Generated from the command table by `npm run docs`. A name after `:` is typed into the command palette.';
		await expect(`# Keys\n\n${intro}\n\n${keyTable()}\n`).toMatchFileSnapshot(keys);
	});
});

describe('README.md', () => {
	const text = readFileSync(readme, 'utf8');

	it('has fewer than 250 lines', () => {
		expect(text.split('\n').length).toBeLessThan(250);
	});

	it('gives the reason for every dependency', () => {
		const names = [...Object.keys(manifest.devDependencies), ...Object.keys(manifest.optionalDependencies)];
		const missing = names.filter(name => !name.startsWith('@types/') && !text.includes(`\`${name}\``));
		expect(missing).toEqual([]);
	});
});

const pages = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync(path.join(root, 'docs'))
		.filter(name => name.endsWith('.md'))
		.map(name => `docs/${name}`),
];

/** Lines of code blocks, and code within lines. */
function codeOf(text: string): string[] {
	const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
	const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map(
		([, code = '']) => code,
	);
	return [...blocks.join('\n').split('\n'), ...inline];
}

describe.each(pages)('%s', page => {
	const text = readFileSync(path.join(root, page), 'utf8');

	it('names only scripts that exist', () => {
		const own = ['ci', 'install', 'pack'];
		const scripts = codeOf(text).flatMap(code =>
			[...code.matchAll(/\bnpm (?:run )?([a-z:]+)/g)].map(([, script = '']) => script),
		);
		expect(scripts.filter(script => !own.includes(script) && !(script in manifest.scripts))).toEqual([]);
	});

	it('names only commands that exist', () => {
		const commands = codeOf(text).flatMap(code =>
			(/^(?:\$ )?pgdeck ([a-z]+(?:\|[a-z]+)*)(?= |$)/.exec(code)?.[1] ?? '').split('|').filter(Boolean),
		);
		expect(commands.filter(name => !(commandNames as readonly string[]).includes(name))).toEqual([]);
	});

	it('links only to files and headings that exist', () => {
		for (const [, target = ''] of text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
			const [file = '', heading] = target.split('#');
			const linked = file === '' ? path.join(root, page) : path.resolve(root, path.dirname(page), file);
			expect(existsSync(linked), target).toBe(true);
			if (heading === undefined) continue;
			const anchors = [...readFileSync(linked, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
				title
					.toLowerCase()
					.replaceAll(/[^\w -]/g, '')
					.replaceAll(' ', '-'),
			);
			expect(anchors, target).toContain(heading);
		}
	});
});
