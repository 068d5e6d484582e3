import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'source');

export type Import = {
	/** Path below source/. */
	readonly from: string;
	/** Path below source/, `sql/…` for a file of SQL, or the name of a package. */
	readonly to: string;
	readonly kind: 'source' | 'sql' | 'package';
	/** Erased at run time. */
	readonly typeOnly: boolean;
	/** `import()`: loaded when the code comes to it. */
	readonly dynamic: boolean;
	readonly exists: boolean;
};

/** All modules of the program. */
export const modules: readonly string[] = readdirSync(source, {recursive: true, encoding: 'utf8'})
	.map(file => file.split(path.sep).join('/'))
	.filter(file => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
	.sort();

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`; and `import('x')`, also in a type. */
const fixed = /^(?:import|export)\s(?:([^;'"]*?)\sfrom\s)?\s*'([^']+)'/gm;
const lazy = /(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)/g;

function isTypeOnly(clause: string): boolean {
	const bare = clause.trim();
	if (bare.startsWith('type ')) return true;
	const names = /^\{([\s\S]*)\}$/.exec(bare)?.[1];
	return names?.split(',').every(name => /^\s*(type\s|$)/.test(name)) ?? false;
}

function importsOf(from: string): Import[] {
	const text = readFileSync(path.join(source, from), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
	const edge = (target: string, typeOnly: boolean, dynamic: boolean): Import => {
		if (!target.startsWith('.')) return {from, to: target, kind: 'package', typeOnly, dynamic, exists: true};
		const file = path.resolve(source, path.dirname(from), target);
		const isSql = file.endsWith('.sql');
		const to = path
			.relative(isSql ? root : source, file)
			.split(path.sep)
			.join('/');
		return {from, to, kind: isSql ? 'sql' : 'source', typeOnly, dynamic, exists: existsSync(file)};
	};
	return [
		...[...text.matchAll(fixed)].map(match => edge(match[2] ?? '', isTypeOnly(match[1] ?? ''), false)),
		...[...text.matchAll(lazy)].map(match => edge(match[2] ?? '', match[1] !== undefined, true)),
	];
}

export const imports: readonly Import[] = modules.flatMap(importsOf);
