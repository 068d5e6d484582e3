import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Plugin as BundlerPlugin} from 'esbuild';
import type {Plugin as TestPlugin} from 'vitest/config';

export const migrationsModule = 'pack:migrations';
const migrationsDirectory = path.resolve(import.meta.dirname, '../sql/migrations');

/** The module `pack:migrations`: every file of sql/migrations with its text, by name. */
export function migrationsSource(): string {
	const names = readdirSync(migrationsDirectory).filter(name => name.endsWith('.sql'));
	const files = names
		.sort()
		.map(name => ({name, text: readFileSync(path.join(migrationsDirectory, name), 'utf8')}));
	return `export default ${JSON.stringify(files)};`;
}

/** Bundles SQL files as text, so that dist/ needs no files beside it. */
export const bundleSql: BundlerPlugin = {
	name: 'sql',
	setup(build) {
		build.onLoad({filter: /\.sql$/}, args => ({contents: readFileSync(args.path, 'utf8'), loader: 'text'}));
		build.onResolve({filter: /^pack:migrations$/}, () => ({path: migrationsModule, namespace: 'pack'}));
		build.onLoad({filter: /.*/, namespace: 'pack'}, () => ({contents: migrationsSource(), loader: 'js'}));
	},
};

/** The same modules for the tests, which run the sources unbundled. */
export const testSql: TestPlugin = {
	name: 'sql',
	enforce: 'pre',
	resolveId: id => (id === migrationsModule ? `\0${migrationsModule}` : null),
	load(id) {
		if (id === `\0${migrationsModule}`) return migrationsSource();
		if (id.endsWith('.sql')) return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
		return null;
	},
};
