import type {Key} from 'ink';
import {graphemes} from '../terminal/graphemes.ts';

/** One key, by name: `j`, `enter`, `up`, `ctrl+c`. Letters are case-sensitive. */
export type Press = string;

const named: ReadonlyArray<readonly [keyof Key, string]> = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/**
What Ink reports, as single keys. Keys typed fast, or over a slow line, come in one piece (`jjj`, `y` with Enter), and are
taken apart. Several lines in one piece are a paste, which is never taken for commands.
*/
export function presses(input: string, key: Key): Press[] {
	for (const [flag, name] of named) {
		if (key[flag]) return [key.shift && name === 'tab' ? 'shift+tab' : name];
	}
	if (key.ctrl) return input === '' ? [] : [`ctrl+${input.toLowerCase()}`];
	if (key.meta) return input === '' ? [] : ['escape', ...characters(input)];
	if (/[\r\n](?:[^\r\n]+[\r\n]|[\r\n]+[^\r\n])/.test(input)) return [];
	return characters(input);
}

function characters(input: string): Press[] {
	return [...graphemes.segment(input)].flatMap(({segment}) => {
		if (segment === '\r' || segment === '\n' || segment === '\r\n') return ['enter'];
		if (segment === '\t') return ['tab'];
		if (segment === ' ') return ['space'];
		if (segment === '\u007f' || segment === '\b') return ['backspace'];
		// biome-ignore lint/suspicious/noControlCharactersInRegex: other control characters are no keys of ours.
		return /[\u0000-\u001f]/.test(segment) ? [] : [segment];
	});
}

const finals: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	H: 'home',
	F: 'end',
	Z: 'shift+tab',
	'1~': 'home',
	'3~': 'delete',
	'4~': 'end',
	'5~': 'pageup',
	'6~': 'pagedown',
};

/** How long the rest of an escape sequence may lag behind its beginning on a slow line. */
const lagMs = 60;

/**
Puts escape sequences together again that the line has torn: Ink waits 20 ms after an Escape, then reports the rest as
text. An Escape is held for a moment, and what follows it is looked at before it is passed on.
*/
export function createAssembler(
	emit: (press: Press) => void,
	timers: {set(work: () => void, delayMs: number): unknown; clear(timer: unknown): void},
): (presses: readonly Press[]) => void {
	let held: Press[] = [];
	let timer: unknown;

	function release(): void {
		timers.clear(timer);
		const waiting = held;
		held = [];
		for (const press of waiting) emit(press);
	}

	function take(press: Press): void {
		if (held.length === 0) {
			// `[` alone is the torn second half too: no command sits on it.
			if (press === 'escape' || press === '[') hold(press);
			else emit(press);
			return;
		}
		const text = [...held, press].filter(part => part !== 'escape').join('');
		const sequence = /^[[O]([\d;]*[A-Za-z~])$/.exec(text)?.[1];
		const name = sequence === undefined ? undefined : finals[sequence];
		if (name !== undefined) {
			timers.clear(timer);
			held = [];
			emit(name);
		} else if (held[0] === 'escape' && /^(?:\[[\d;]*[A-Za-z~]|O[P-S])$/.test(text)) {
			// A key that is none of ours, such as F5: its digits must not be taken for panes.
			timers.clear(timer);
			held = [];
		} else if (/^[[O][\d;]*$/.test(text) && (held[0] === 'escape' || text.startsWith('['))) {
			hold(press);
		} else {
			release();
			take(press);
		}
	}

	function hold(press: Press): void {
		timers.clear(timer);
		held.push(press);
		timer = timers.set(release, lagMs);
	}

	return list => {
		for (const press of list) take(press);
	};
}
