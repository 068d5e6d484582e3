import stringWidth from 'string-width';
import {describe, expect, it} from 'vitest';
import {asciiGlyphs, chooseGlyphs, type Glyphs, unicodeGlyphs} from '../../source/theme/glyphs.ts';

describe('chooseGlyphs', () => {
	it.each([
		['a UTF-8 locale', {LANG: 'en_US.UTF-8'}, false, 'unicode'],
		['a UTF-8 locale written otherwise', {LANG: 'C.utf8'}, false, 'unicode'],
		['LC_ALL before LANG', {LC_ALL: 'C', LANG: 'en_US.UTF-8'}, false, 'ascii'],
		['LC_CTYPE before LANG', {LC_CTYPE: 'en_US.UTF-8', LANG: 'C'}, false, 'unicode'],
		['an empty LC_ALL, which counts as not set', {LC_ALL: '', LANG: 'en_US.UTF-8'}, false, 'unicode'],
		['no locale', {}, false, 'ascii'],
		['the Linux console, whose font lacks the blocks', {LANG: 'C.UTF-8', TERM: 'linux'}, false, 'ascii'],
		['--ascii', {LANG: 'en_US.UTF-8'}, true, 'ascii'],
	] as const)('%s', (_what, environment, force, name) => {
		expect(chooseGlyphs(environment, force).name).toBe(name);
	});
});

const marks = ({name: _name, more, ...rest}: Glyphs): string[] => [
	...Object.values(rest).flat(),
	more.left,
	more.right,
];

describe('both sets', () => {
	it('have marks of one column each, since lines are measured with them', () => {
		for (const mark of [...marks(unicodeGlyphs), ...marks(asciiGlyphs)]) {
			expect([mark, stringWidth(mark)]).toEqual([mark, 1]);
		}
	});

	it('distinguish directions and outcomes', () => {
		for (const glyphs of [unicodeGlyphs, asciiGlyphs]) {
			expect(glyphs.sortUp).not.toBe(glyphs.sortDown);
			expect(glyphs.more.left).not.toBe(glyphs.more.right);
			expect(new Set([glyphs.tick, glyphs.cross, glyphs.dot, glyphs.running]).size).toBe(4);
			expect(new Set(glyphs.sparks).size).toBe(glyphs.sparks.length);
			expect(glyphs.bar[0]).not.toBe(glyphs.bar[1]);
		}
	});
});

it('the ASCII set is ASCII', () => {
	for (const mark of marks(asciiGlyphs)) expect(mark).toMatch(/^[\x21-\x7e]$/);
});
