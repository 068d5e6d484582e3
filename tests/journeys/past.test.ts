import {describe, expect, it} from 'vitest';
import {createStore} from '../../source/domain/snapshot/store.ts';
import {clock} from '../../source/format/quantities.ts';
import {createPast} from '../../source/recording/past.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {momentsOf} from '../helpers/moments.ts';
import {frameOf, quietServices, sizes, uiOn} from '../helpers/render.ts';
import {keys} from '../helpers/terminal.ts';

/** The console after so many samples, with a past to go back to. */
function consoleAfter(many: number) {
	const published = momentsOf(many);
	const past = createPast();
	const store = createStore(published[0] as Live);
	for (const live of published) {
		past.add(live);
		store.set(live);
	}
	const machine = createTimeMachine({live: store, moments: past});
	const {travel, play, changeSpeed, focus} = machine;
	const journey = beginJourney({shown: machine.shown, services: {travel, play, changeSpeed, focus}});
	const at = (place: number) => clock(published.at(place)?.snapshot.takenAt ?? new Date(NaN));
	return {journey, published, past, store, at};
}

describe('looking back', () => {
	it('steps back and forward with , and . and shows the time of the sample', async () => {
		const {journey, at} = consoleAfter(40);
		await journey.sees('> overview');
		expect(journey.screen()).not.toContain('REPLAY');
		journey.press(',');
		await journey.sees(`REPLAY ${at(-2)}`);
		await journey.sees('2 s ago');
		await journey.sees('39 of 40');
		journey.press(',,');
		await journey.sees(`REPLAY ${at(-4)}`);
		journey.press('.');
		await journey.sees(`REPLAY ${at(-3)}`);
		journey.press('..');
		await journey.seesNot('REPLAY');
		journey.press('(');
		await journey.sees(`REPLAY ${at(-31)}`);
		journey.press(')');
		await journey.seesNot('REPLAY');
	});

	it('returns to the present with Esc, then to the overview', async () => {
		const {journey} = consoleAfter(10);
		journey.press('4');
		await journey.sees('> indexes');
		journey.press(',');
		await journey.sees('REPLAY');
		journey.press(keys.escape);
		await journey.seesNot('REPLAY');
		expect(journey.screen()).toContain('> indexes');
		journey.press(keys.escape);
		await journey.sees('> overview');
	});

	it('shows every pane of the past while sampling continues', async () => {
		const {journey, past, store, at} = consoleAfter(10);
		journey.press(',');
		await journey.sees('REPLAY');
		journey.press('1');
		await journey.sees('> health');
		await journey.sees(/connections +18\b/);
		const later = momentsOf(60).at(-1) as Live;
		past.add(later);
		store.set(later);
		await journey.sees('1 min 42 s ago');
		expect(journey.screen()).toContain(`REPLAY ${at(-2)}`);
		expect(journey.screen()).toMatch(/connections +18\b/);
		journey.press(keys.escape);
		await journey.sees(/connections +69\b/);
	});

	it('allows no action in the past, and says why', async () => {
		const {journey, at} = consoleAfter(10);
		journey.press('4');
		await journey.sees('> indexes');
		journey.press(',');
		await journey.sees('READ-ONLY');
		journey.press('x');
		await journey.sees(`This is ${at(-2)}, in the past.`);
		journey.press(keys.enter);
		journey.press(keys.escape);
		journey.press('r');
		await journey.sees('This is a past sample');
		expect(journey.asked.filter(asked => !/^(show|focus)/.test(asked))).toEqual([]);
	});

	it('plays with p', async () => {
		const {journey} = consoleAfter(4);
		journey.press('(');
		await journey.sees('1 of 4');
		journey.press('-');
		await journey.sees('at 2 times the speed');
		journey.press('---');
		await journey.sees('at 30 times the speed');
		journey.press('p');
		await journey.seesNot('REPLAY');
	});
});

describe('a frame of the past', () => {
	it.each(sizes)('marks the past at $columns x $rows in every state', size => {
		const [first, second] = momentsOf(2);
		if (!first || !second) throw new Error('There are two moments.');
		const past = {at: first.now, agoMs: 754_000, place: 1, of: 450, speed: 10};
		const recording = {file: '/tmp/a.pgdeck', problem: 'The disk is full.'};
		const frame = frameOf({live: {...first, past, recording}, ui: uiOn('indexes'), size});
		expect(frame.plain[0]).toContain(`REPLAY ${clock(first.now)}`);
		expect(frame.plain[0]).toContain('REC FAILED');
		expect(frame.plain[0]).not.toContain('WRITE');
		const services = quietServices();
		expect(frameOf({live: {...first, past}, services, size}).text).toContain(', back');
	});
});
