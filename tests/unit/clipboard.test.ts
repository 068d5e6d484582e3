import {describe, expect, it} from 'vitest';
import {clipboardText, insideTmux} from '../../source/terminal/clipboard.ts';

const esc = '\u001b';
const decode = (sequence: string) =>
	Buffer.from(/52;c;([\w+/=]*)/.exec(sequence)?.[1] ?? '', 'base64').toString();

it.each([
	[{}, false],
	[{TMUX: '', TERM: 'xterm-256color'}, false],
	[{TMUX: '/tmp/tmux-0/default,1,0', TERM: 'xterm'}, true],
	[{TERM: 'tmux-256color'}, true],
	[{TERM: 'tmux'}, true],
	// GNU screen would write what is wrapped for tmux to the screen.
	[{TERM: 'screen-256color'}, false],
])('%j is inside tmux: %s', (env, expected) => {
	expect(insideTmux(env)).toBe(expected);
});

describe('a text for the clipboard', () => {
	it('is one sequence with a standard terminator, and encodes the whole text', () => {
		const {sequence, sent, all} = clipboardText('select 1', false);
		expect(sequence).toBe(`${esc}]52;c;c2VsZWN0IDE=${esc}\\`);
		expect([sent, all]).toEqual([8, 8]);
	});

	it.each(['語 é 👩‍👩‍👧', `a${esc}]0;title\u0007b`, 'two\nlines', ''])(
		'%j decodes to the same text',
		text => {
			expect(decode(clipboardText(text, false).sequence)).toBe(text);
		},
	);

	it('passes through tmux both directly and wrapped, with doubled escapes in the wrapped one', () => {
		const {sequence} = clipboardText('x', true);
		const plain = `${esc}]52;c;eA==${esc}\\`;
		expect(sequence).toBe(`${esc}Ptmux;${esc}${esc}]52;c;eA==${esc}${esc}\\${esc}\\${plain}`);
	});

	it.each([
		['x', 56_244],
		['é', 28_122],
		['👍', 14_061],
	])('is cut between two characters at the limit of a terminal: many %s', (character, most) => {
		const text = character.repeat(80_000);
		const {sequence, sent, all} = clipboardText(text, false);
		expect([sent, all]).toEqual([most, 80_000]);
		expect(decode(sequence)).toBe(character.repeat(sent));
		expect(sequence.length).toBeLessThanOrEqual(75_010);
		expect(decode(clipboardText(character.repeat(most), false).sequence)).toBe(character.repeat(most));
	});
});
