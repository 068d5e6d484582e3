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
Splits Ink's input into single keys. Keys typed fast or over a slow line arrive in one piece (`jjj`, `y` with Enter).
Several lines in one piece are a paste, which never runs commands.
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
Joins escape sequences that the line has split: Ink waits 20 ms after an Escape, then reports the rest as text. An
Escape is held briefly, and the keys after it are compared with known sequences. Without an Escape `[C` is text, which a
pasted sentence may contain.
@param emit receives the keys of one piece of input, in order
*/
export function createAssembler(
	emit: (presses: readonly Press[]) => void,
	timers: {set(work: () => void, delayMs: number): unknown; clear(timer: unknown): void},
): (presses: readonly Press[]) => void {
	let held: Press[] = [];
	let timer: unknown;

	function release(): Press[] {
		timers.clear(timer);
		const waiting = held;
		held = [];
		return waiting;
	}

	function take(press: Press): Press[] {
		if (held.length === 0) {
			if (press !== 'escape') return [press];
			hold(press);
			return [];
		}
		const text = [...held, press].filter(part => part !== 'escape').join('');
		const sequence = /^[[O]([\d;]*[A-Za-z~])$/.exec(text)?.[1];
		const name = sequence === undefined ? undefined : finals[sequence];
		if (name !== undefined) {
			release();
			return [name];
		}
		if (/^(?:\[[\d;]*[A-Za-z~]|O[P-S])$/.test(text)) {
			// A key that pgdeck does not use, such as F5. Its digits must not select panes.
			release();
			return [];
		}
		if (/^[[O][\d;]*$/.test(text)) {
			hold(press);
			return [];
		}
		return [...release(), ...take(press)];
	}

	function hold(press: Press): void {
		timers.clear(timer);
		held.push(press);
		timer = timers.set(() => emit(release()), lagMs);
	}

	return list => {
		const complete = list.flatMap(take);
		if (complete.length > 0) emit(complete);
	};
}

/**
Whether keys arrived in one piece: several in one report, or several reports within one turn of the event loop, into
which Ink splits one read.
*/
export function createArrivals(nextTurn: (work: () => void) => void = setImmediate): {
	together(count: number): boolean;
} {
	let before = 0;
	return {
		together(count) {
			if (before === 0) {
				nextTurn(() => {
					before = 0;
				});
			}
			before += count;
			return before > 1;
		},
	};
}
