/** Pieces that make a text hard to measure or dangerous to print. */
const pieces = [
	...'aZ09 .,_-"\'\\',
	...'äéßΩж',
	'日',
	'本',
	'한',
	'ｆ',
	'😀',
	'👩‍👩‍👧',
	'🇩🇪',
	'❤️',
	'e\u0301',
	'\u0301',
	'\u200b',
	'\u202e',
	'\u2066',
	'\u00ad',
	'\ufeff',
	'\u001b[31m',
	'\u001b]0;x\u0007',
	'\u009b',
	'\u0000',
	'\r',
	'\n',
	'\t',
	'…',
];

/**
Random texts, the same in every run: a failure can be looked at again.
@param seed another one gives other texts
*/
export function* randomTexts(count: number, seed = 1): Generator<string> {
	let state = seed;
	// The generator of "Numerical Recipes": good enough to mix pieces.
	const next = (below: number) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
	for (let index = 0; index < count; index++) {
		yield Array.from({length: next(24)}, () => pieces[next(pieces.length)] ?? '').join('');
	}
}
