import {describe, expect, it} from 'vitest';
import {oneLine, sanitize, sanitizeDeep} from '../../source/terminal/sanitize.ts';
import {randomTexts} from './random-text.ts';

describe('sanitize', () => {
	it.each([
		['an escape sequence that colors', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
		['an OSC sequence that sets the title', '\u001b]0;owned\u0007', '\\x1b]0;owned\\x07'],
		['a C1 control, which some terminals take for ESC [', '\u009b31m', '\\x9b31m'],
		['a C1 control, which some terminals take for ESC ]', '\u009d0;x', '\\x9d0;x'],
		['NUL and DEL', 'a\u0000b\u007fc', 'a\\x00b\\x7fc'],
		['a carriage return, which would write over the line', 'safe\rrm', 'safe\\x0drm'],
		['a backspace', 'ab\bc', 'ab\\x08c'],
		['a form feed and a vertical tab', '\f\v', '\\x0c\\x0b'],
		['a bidirectional override', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
		['a bidirectional isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
		['an Arabic letter mark', 'a\u061cb', 'a\\u061cb'],
		['a zero-width space', 'ad\u200bmin', 'ad\\u200bmin'],
		['a zero-width joiner', 'ad\u200dmin', 'ad\\u200dmin'],
		['a soft hyphen', 'ad\u00admin', 'ad\\xadmin'],
		['a byte order mark', '\ufeffx', '\\ufeffx'],
		['a Hangul filler, a blank that is a letter', 'a\u3164b', 'a\\u3164b'],
		['a tag character, which no terminal draws', 'a\u{e0041}b', 'a\\u{e0041}b'],
		['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
	])('shows %s as text', (_what, text, expected) => {
		expect(sanitize(text)).toBe(expected);
	});

	it.each([
		['newline and tab, which are folded where a line is made', 'a\n\tb'],
		['letters of any script', 'Grüße, Ελλάδα, 日本語, עברית, हिन्दी'],
		['combining marks', 'e\u0301'],
		['emoji', '😀 ❤️'],
		['a backslash', 'C:\\x1b'],
	])('keeps %s', (_what, text) => {
		expect(sanitize(text)).toBe(text);
	});

	it('distinguishes names that differ only by invisible characters', () => {
		const names = ['admin', 'ad\u200bmin', 'ad\u00admin', 'ad\u2060min', 'ad\u{e0020}min', 'ad\u034fmin'];
		const seen = names.map(name => sanitize(name).replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
		expect(new Set(seen).size).toBe(names.length);
	});

	it('lets no control character through but newline and tab, whatever the text', () => {
		for (const text of randomTexts(3000)) {
			expect(sanitize(text).replace(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u);
		}
	});

	it('changes nothing the second time', () => {
		for (const text of randomTexts(500)) expect(sanitize(sanitize(text))).toBe(sanitize(text));
	});
});

describe('oneLine', () => {
	it.each([
		['select 1\n\tfrom  t\r\n', 'select 1 from t'],
		['plain', 'plain'],
		['   ', ''],
		['', ''],
	])('folds %j', (text, expected) => {
		expect(oneLine(text)).toBe(expected);
	});
});

describe('sanitizeDeep', () => {
	it('reaches every string of a row and leaves the rest', () => {
		const at = new Date(0);
		const row = {
			name: 'a\u001bb',
			list: ['\u0007', {deep: '\u202e'}],
			at,
			count: 1,
			none: null,
			no: undefined,
		};
		expect(sanitizeDeep(row)).toEqual({
			name: 'a\\x1bb',
			list: ['\\x07', {deep: '\\u202e'}],
			at,
			count: 1,
			none: null,
			no: undefined,
		});
	});

	it('keeps the keys, which schemas require', () => {
		expect(sanitizeDeep({'a\u001b': 'x'})).toEqual({'a\u001b': 'x'});
	});
});
