import {describe, expect, it} from 'vitest';
import {createCounterTrack} from '../../source/sampler/engine/counter-track.ts';

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000);
const row = (calls: number | null, epoch = '', key = 'a') => ({key, epoch, figures: {calls}});
type Row = ReturnType<typeof row>;

/** The figures of one key after readings ten seconds apart. */
function after(...readings: readonly Row[][]) {
	const track = createCounterTrack<'calls'>();
	const all = readings.map((rows, index) => track.take(rows, at(index * 10)));
	return all.at(-1)?.get('a');
}

describe('counters across readings', () => {
	it.each([
		['the first reading has no rate', [[row(500)]], null, null, false],
		['the second has a rate and counts since the first', [[row(500)], [row(520)]], 2, 20, false],
		['rates cover the last interval', [[row(500)], [row(520)], [row(525)]], 0.5, 25, false],
		['a constant counter has the rate 0', [[row(500)], [row(500)]], 0, 0, false],
		['a falling counter was reset', [[row(500)], [row(520)], [row(7)]], null, 7, true],
		[
			'another epoch began anew, even where it has passed what it was',
			[[row(5)], [row(9, 'b')]],
			null,
			9,
			true,
		],
		['counting continues after a reset', [[row(500)], [row(7)], [row(17)]], 1, 17, false],
		['an object that appears later started at zero', [[row(1, '', 'b')], [row(30)]], 3, 30, false],
		['an object that comes back started at zero', [[row(500)], [row(1, '', 'b')], [row(30)]], 3, 30, false],
		['an unknown figure stays unknown', [[row(null)], [row(null)]], null, null, false],
	] as Array<[string, Row[][], number | null, number | null, boolean]>)(
		'%s',
		(_what, readings, rate, since, reset) => {
			const counted = after(...readings);
			expect([
				counted?.perSecond?.calls ?? null,
				counted?.sinceConnected?.calls ?? null,
				counted?.reset,
			]).toEqual([rate, since, reset]);
		},
	);

	it('have no rate over zero time', () => {
		const track = createCounterTrack<'calls'>();
		track.take([row(1)], at(0));
		expect(track.take([row(5)], at(0)).get('a')).toMatchObject({perSecond: null, sinceConnected: {calls: 4}});
		expect(track.since).toEqual(at(0));
	});
});
