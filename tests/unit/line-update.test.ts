import xterm from '@xterm/headless';
import {describe, expect, it} from 'vitest';
import {changedCells, fewerMoves, lineUpdateBeside} from '../../source/terminal/line-update.ts';

const columns = 40;

/** The cells of a terminal, with styles, after these texts were written. */
async function shown(...written: readonly string[]): Promise<string[]> {
	const terminal = new xterm.Terminal({cols: columns, rows: 3, allowProposedApi: true});
	for (const text of written) await new Promise<void>(resolve => terminal.write(text, resolve));
	const line = terminal.buffer.active.getLine(0);
	return Array.from({length: columns}, (_unused, column) => {
		const cell = line?.getCell(column);
		const style = [
			cell?.isBold(),
			cell?.isDim(),
			cell?.isInverse(),
			cell?.isUnderline(),
			cell?.getFgColor(),
			cell?.getBgColor(),
		];
		return `${cell?.getChars() || ' '} ${style.map(Number).join()}`;
	});
}

let seed = 7;
const next = () => {
	seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
	return seed / 2 ** 32;
};
const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;

/** A line as chalk writes them: styles within styles, closed one by one. */
function randomLine(width: number): string {
	let line = '';
	for (let used = 0; used < width; ) {
		const length = Math.min(width - used, 1 + Math.floor(next() * 9));
		const text = Array.from({length}, () => pick([...' abc12─█·▲…'])).join('');
		const [open, close] = pick([
			['', ''],
			['\u001b[1m', '\u001b[22m'],
			['\u001b[2m', '\u001b[22m'],
			['\u001b[36m', '\u001b[39m'],
			['\u001b[1m\u001b[91m', '\u001b[39m\u001b[22m'],
			['\u001b[7m', '\u001b[27m'],
			['\u001b[44m', '\u001b[49m'],
		]);
		line += open + text + close;
		used += length;
	}
	return line;
}

describe('changedCells', () => {
	it('produces the same screen as the whole line, and never writes more', async () => {
		for (let turn = 0; turn < 150; turn++) {
			const before = randomLine(Math.floor(next() * (columns + 1)));
			const cut = Math.floor(next() * before.length);
			const after = pick([
				randomLine(Math.floor(next() * (columns + 1))),
				before,
				before.replaceAll('a', 'b'),
				before.replaceAll('█', ' '),
				// biome-ignore lint/suspicious/noControlCharactersInRegex: half an escape.
				`${before.slice(0, cut).replace(/\u001b\[?\d*$/, '')}\u001b[0m`,
			]);
			const change = changedCells(before, after, columns);
			expect(change, JSON.stringify({before, after})).toBeTypeOf('string');
			expect(await shown(before, change ?? ''), JSON.stringify({before, after, change})).toEqual(
				await shown(after),
			);
		}
	});

	it.each([
		[
			'one figure',
			'\u001b[1m12/100\u001b[22m  rest of it',
			'\u001b[1m13/100\u001b[22m  rest of it',
			'\u001b[2G\u001b[1m3\u001b[m',
		],
		['nothing', 'as it was', 'as it was', ''],
		['a shorter end', 'hello world', 'hello', '\u001b[6G\u001b[K'],
		['two that are far apart', '1                   1', '2                   2', '\u001b[1G2\u001b[21G2'],
		['two that are near', '1 and 1', '2 and 2', '\u001b[1G2 and 2'],
	])('writes only the changed cells: %s', (_what, before, after, change) => {
		expect(changedCells(before, after, columns)).toBe(change);
	});

	it.each([
		'漢字',
		'e\u0301',
		'\u001b]8;;x\u0007',
		'\u001b[38;5;1mx\u001b[39m',
		'\u001b[1m never closed',
		'x'.repeat(41),
	])('leaves %j to Ink', line => {
		expect(changedCells('before', line, columns)).toBeUndefined();
		expect(lineUpdateBeside(() => 'whole')('before', line, columns)).toBe('whole');
	});
});

describe('fewerMoves', () => {
	it('combines several moves into one, and keeps a single one', () => {
		expect(fewerMoves('a\u001b[E\u001b[E\u001b[Eb\u001b[E')).toBe('a\u001b[3Eb\u001b[E');
	});
});
