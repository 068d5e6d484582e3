import {describe, expect, it} from 'vitest';
import {createArrivals, createAssembler, type Press} from '../../source/keys/press.ts';

/** Timers that run out when the test says so. */
function createTimers() {
	const waiting = new Map<number, () => void>();
	let serial = 0;
	return {
		set(work: () => void): number {
			waiting.set(++serial, work);
			return serial;
		},
		clear(timer: unknown): void {
			waiting.delete(timer as number);
		},
		runOut(): void {
			const [...works] = waiting.values();
			waiting.clear();
			for (const work of works) work();
		},
		get count(): number {
			return waiting.size;
		},
	};
}

/** The keys from the pieces, each of which arrived within the wait. */
function assemble(...pieces: readonly Press[][]): {at: Press[]; end: Press[]; left: number} {
	const emitted: Press[] = [];
	const timers = createTimers();
	const take = createAssembler(list => emitted.push(...list), timers);
	for (const piece of pieces) take(piece);
	const at = [...emitted];
	timers.runOut();
	return {at, end: emitted, left: timers.count};
}

it('plain keys are not delayed', () => {
	expect(assemble(['j', 'enter', 'space'])).toEqual({
		at: ['j', 'enter', 'space'],
		end: ['j', 'enter', 'space'],
		left: 0,
	});
});

describe('a split escape sequence', () => {
	it.each([
		['after the Escape', [['escape'], ['[', 'A']], 'up'],
		['in three', [['escape'], ['['], ['B']], 'down'],
		['in the form of application mode', [['escape'], ['O', 'D']], 'left'],
		['of a page key', [['escape'], ['['], ['5', '~']], 'pageup'],
		['of a page key, digit by digit', [['escape'], ['['], ['6'], ['~']], 'pagedown'],
		['of Home', [['escape'], ['[', 'H']], 'home'],
		['of End', [['escape'], ['[', '4', '~']], 'end'],
		['of Delete', [['escape'], ['[', '3', '~']], 'delete'],
		['of Shift-Tab', [['escape'], ['[', 'Z']], 'shift+tab'],
	])('%s gives the original key', (_where, pieces, key) => {
		expect(assemble(...pieces)).toEqual({at: [key], end: [key], left: 0});
	});

	it.each([
		['F5', ['[', '1', '5', '~']],
		['F1', ['O', 'P']],
		['Insert', ['[', '2', '~']],
		['Ctrl-Right', ['[', '1', ';', '5', 'C']],
	])('is ignored for an unused key (%s), and its digits open no pane', (_key, rest) => {
		expect(assemble(['escape'], rest).end).toEqual([]);
	});
});

describe('a lone Escape', () => {
	it('is held briefly and then passed on', () => {
		expect(assemble(['escape'])).toEqual({at: [], end: ['escape'], left: 0});
	});

	it('is passed on at once if another key follows', () => {
		expect(assemble(['escape'], ['j'])).toEqual({at: ['escape', 'j'], end: ['escape', 'j'], left: 0});
	});

	it('pressed twice counts twice', () => {
		expect(assemble(['escape'], ['escape']).end).toEqual(['escape', 'escape']);
	});

	it('before a complete arrow key stays an Escape', () => {
		expect(assemble(['escape'], ['up']).end).toEqual(['escape', 'up']);
	});
});

describe('text that looks like the end of a sequence', () => {
	it.each([
		['a bracket alone', [['[']], ['[']],
		['a class of a filter', [['[', 'a', '-', 'z', ']']], ['[', 'a', '-', 'z', ']']],
		['a bracket and digits', [['[', '4', '2', ']']], ['[', '4', '2', ']']],
		['a capital O', [['O', 'K']], ['O', 'K']],
		[
			'the end of an arrow key in a sentence',
			[['see', '[', 'C', 'hanges', ']']],
			['see', '[', 'C', 'hanges', ']'],
		],
		['the end of an arrow key by itself', [['['], ['C']], ['[', 'C']],
	])('%s stays text', (_what, pieces, expected) => {
		expect(assemble(...pieces).end).toEqual(expected);
	});
});

describe('keys that arrive together', () => {
	const begin = () => {
		const turns: Array<() => void> = [];
		const arrivals = createArrivals(work => turns.push(work));
		return {arrivals, nextTurn: () => turns.splice(0).map(work => work())};
	};

	it('come from one report', () => {
		const {arrivals, nextTurn} = begin();
		expect(arrivals.together(1)).toBe(false);
		nextTurn();
		expect(arrivals.together(2)).toBe(true);
	});

	it('come from several reports in one read of the terminal', () => {
		const {arrivals, nextTurn} = begin();
		expect([arrivals.together(1), arrivals.together(1)]).toEqual([false, true]);
		nextTurn();
		expect(arrivals.together(1)).toBe(false);
	});
});
