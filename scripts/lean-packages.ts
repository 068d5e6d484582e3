import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {Plugin} from 'esbuild';

/** One column each, alone and side by side: ASCII, lines, blocks and the marks of the screen. */
export const plainText = /^[ -~\u2500-\u259F…▲▼✓✗‹›·▸]*$/;

const terminal = (file: string) =>
	JSON.stringify(path.resolve(import.meta.dirname, '../source/terminal', file));

type Change = {readonly file: string; readonly from: string; readonly to: string};

/**
Replaces work that packages do when loaded and a console rarely needs, without changing their results: a test compares.
A changed package fails the build, so that its replacement is reviewed.
*/
export const changes: readonly Change[] = [
	// ICU's rules for graphemes take 9 ms to load.
	...[
		['string-width/index.js', 'new Intl.Segmenter()'],
		['wrap-ansi/index.js', 'new Intl.Segmenter()'],
		[
			'@alcalzone/ansi-tokenize/build/tokenize.js',
			'new Intl.Segmenter(undefined, { granularity: "grapheme" })',
		],
		['ink/build/line-update.js', "new Intl.Segmenter(undefined, { granularity: 'grapheme' })"],
	].map(([file = '', made = '']) => ({
		file,
		from: `const segmenter = ${made};`,
		to: `import {graphemes as segmenter} from ${terminal('graphemes.ts')};`,
	})),
	{
		file: 'slice-ansi/tokenize-ansi.js',
		from: "const GRAPHEME_SEGMENTER = new Intl.Segmenter(undefined, {granularity: 'grapheme'});",
		to: 'let rules; const GRAPHEME_SEGMENTER = {segment: text => (rules ??= new Intl.Segmenter()).segment(text)};',
	},
	// A query sent at the moment in which its connection was lost is rejected already, and there is nothing left to
	// write to. Without this the console would exit.
	{
		file: 'postgres/src/connection.js',
		from: 'const x = socket.write(chunk, fn)',
		to: 'const x = socket === null ? false : socket.write(chunk, fn)',
	},
	// V8 needs 29 ms to compile all sequences of emoji.
	{
		file: 'string-width/index.js',
		from: String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
		// Emoji of one UTF-16 unit are wide by their East Asian width.
		to: String.raw`let emoji; const rgiEmojiRegex = {test: text => text.length > 1 && (emoji ??= /^\p{RGI_Emoji}$/v).test(text)};`,
	},
	{
		file: 'string-width/index.js',
		from: String.raw`if (/^[\u0020-\u007E]*$/.test(string)) {`,
		to: `if (${String(plainText)}.test(string)) {`,
	},
	// Writes only the changed part of a line, and one move over many lines: a third of the bytes.
	{
		file: 'ink/build/log-update.js',
		from: "import lineUpdate from './line-update.js';",
		to: `import wholeLineUpdate from './line-update.js'; import {fewerMoves, lineUpdateBeside} from ${terminal('line-update.ts')}; const lineUpdate = lineUpdateBeside(wholeLineUpdate);`,
	},
	{
		file: 'ink/build/log-update.js',
		from: "stream.write(buffer.join(''));",
		to: "stream.write(fewerMoves(buffer.join('')));",
	},
	// Sorting and checking licenses, and searching for package.json: meow gets the name and version.
	{
		file: 'meow/build/options.js',
		from: "import { a as readPackageUpSync, n as normalizePackageData } from './dependencies.js';",
		to: "const normalizePackageData = () => {}; const readPackageUpSync = () => { throw new Error('meow was not given a package.'); };",
	},
	{
		file: 'meow/build/dependencies.js',
		from: 'var normalizeExports = requireNormalize();\nconst normalizePackageData = getDefaultExportFromCjs(normalizeExports);',
		to: 'const normalizePackageData = undefined;',
	},
];

/** The text of a package's file with its replacements. */
export function leaner(file: string, text: string): string {
	return changes
		.filter(change => change.file === file)
		.reduce((result, {from, to}) => {
			if (result.split(from).length !== 2)
				throw new Error(`${file} has changed: it no longer says ${from} once.`);
			return result.replace(from, () => to);
		}, text);
}

export const leanPackages: Plugin = {
	name: 'lean packages',
	setup(build) {
		build.onLoad(
			{
				filter:
					/node_modules\/(string-width|wrap-ansi|slice-ansi|@alcalzone\/ansi-tokenize|ink\/build|meow|postgres\/src)\/.*\.js$/,
			},
			args => {
				const file = args.path.split(path.sep).join('/').split('/node_modules/').at(-1) ?? '';
				return {contents: leaner(file, readFileSync(args.path, 'utf8')), loader: 'js'};
			},
		);
	},
};
