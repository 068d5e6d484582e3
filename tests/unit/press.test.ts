import type {Key} from 'ink';
import {describe, expect, it} from 'vitest';
import {presses} from '../../source/keys/press.ts';

/** Ink's flags for an ordinary key. */
const none = {} as Key;
const only = (flags: Partial<Key>): Key => flags as Key;

describe('input in one piece', () => {
	it.each([
		['a letter', 'j', ['j']],
		['letters typed fast, or over a slow line', 'jjj', ['j', 'j', 'j']],
		['a key with Enter', 'y\r', ['y', 'enter']],
		['Enter twice', '\r\r', ['enter', 'enter']],
		['CR LF as one Enter', 'y\r\n', ['y', 'enter']],
		['blank and tab', ' \t', ['space', 'tab']],
		['both ways of backspace', '\u007f\b', ['backspace', 'backspace']],
		['letters of several code points', 'e\u0301👩‍👩‍👧', ['e\u0301', '👩‍👩‍👧']],
		['capitals apart from small letters', 'gG', ['g', 'G']],
		['control characters that are no keys of ours', 'a\u0000\u0007b', ['a', 'b']],
		['nothing', '', []],
	])('%s', (_what, input, expected) => {
		expect(presses(input, none)).toEqual(expected);
	});

	it.each([
		['several lines', 'drop\nnow\nx'],
		['two whole lines', 'select 1;\nselect 2;\n'],
		['lines as a terminal sends them', 'x\r\t\rq'],
		['lines that end as on Windows', 'a\r\nb'],
		['lines with empty ones between', 'a\n\nb'],
	])('treats %s as a paste, never as commands', (_what, input) => {
		expect(presses(input, none)).toEqual([]);
	});
});

describe('special keys', () => {
	it.each([
		[{upArrow: true}, 'up'],
		[{downArrow: true}, 'down'],
		[{leftArrow: true}, 'left'],
		[{rightArrow: true}, 'right'],
		[{pageUp: true}, 'pageup'],
		[{pageDown: true}, 'pagedown'],
		[{home: true}, 'home'],
		[{end: true}, 'end'],
		[{return: true}, 'enter'],
		[{escape: true}, 'escape'],
		[{tab: true}, 'tab'],
		[{tab: true, shift: true}, 'shift+tab'],
		[{backspace: true}, 'backspace'],
		[{delete: true}, 'delete'],
	] as const)('%o is %s', (flags, name) => {
		expect(presses('', only(flags))).toEqual([name]);
	});

	it('Ctrl with a letter is one key, capital or not', () => {
		expect(presses('c', only({ctrl: true}))).toEqual(['ctrl+c']);
		expect(presses('L', only({ctrl: true}))).toEqual(['ctrl+l']);
		expect(presses('', only({ctrl: true}))).toEqual([]);
	});

	it('Alt with a key is Escape and the key, as terminals send it', () => {
		expect(presses('x', only({meta: true}))).toEqual(['escape', 'x']);
		expect(presses('', only({meta: true}))).toEqual([]);
	});

	it('F-keys and Insert, which Ink does not report, are ignored', () => {
		expect(presses('', none)).toEqual([]);
	});
});
