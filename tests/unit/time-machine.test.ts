import {describe, expect, it} from 'vitest';
import {createStore} from '../../source/domain/snapshot/store.ts';
import {createPast} from '../../source/recording/past.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import {settled} from '../../source/recording/travel.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {momentsOf} from '../helpers/moments.ts';

/** A time machine over a session of some samples, with timers released by hand. */
function session(many: number, {present = true, gapAfter = -1} = {}) {
	const published = momentsOf(many).map((live, index) => {
		if (gapAfter < 0 || index <= gapAfter) return live;
		const at = new Date(live.now.getTime() + 300_000);
		return {...live, now: at, snapshot: {...live.snapshot, takenAt: at}};
	});
	const past = createPast();
	const store = createStore(published[0] as Live);
	for (const live of published) {
		past.add(live);
		store.set(live);
	}
	const waiting: Array<{work: () => void; delayMs: number}> = [];
	const machine = createTimeMachine({
		moments: past,
		...(present ? {live: store} : {}),
		set: (work, delayMs) => waiting.push({work, delayMs}),
		clear: () => waiting.splice(0),
	});
	return {machine, published, past, store, waiting, place: () => machine.shown.get().past?.place};
}

describe('the time machine', () => {
	it('shows the present until another moment is requested', () => {
		const {machine, published, store} = session(5);
		expect(machine.shown.get()).toBe(published[4]);
		const next = {...(published[4] as Live), now: new Date()};
		store.set(next);
		expect(machine.shown.get()).toBe(next);
	});

	it('shows nothing as pending in the past', () => {
		const {machine, past, published} = session(2);
		const [first] = published as [Live];
		const at = new Date(first.now.getTime() + 60_000);
		const sections = {...first.snapshot.sections, locks: {status: 'pending' as const}};
		past.add({...first, now: at, snapshot: {...first.snapshot, takenAt: at, sections}});
		past.add({...first, now: at, snapshot: {...first.snapshot, takenAt: new Date(at.getTime() + 2000)}});
		machine.travel({samples: -1});
		expect(machine.shown.get().snapshot.sections.locks).toMatchObject({
			status: 'unsupported',
			reason: expect.stringContaining('not sampled yet at this moment'),
		});
	});

	it('steps back and forward, and from the last moment to the present', () => {
		const {machine, published, place} = session(5);
		machine.travel({samples: -1});
		expect(machine.shown.get().snapshot).toEqual(settled(published[3])?.snapshot);
		expect(machine.shown.get().history).toEqual(published[3]?.history);
		expect(machine.shown.get().now).toEqual(published[3]?.now);
		machine.travel({samples: -1});
		expect(place()).toBe(3);
		machine.travel({samples: 1});
		expect(place()).toBe(4);
		machine.travel({samples: 1});
		expect(machine.shown.get()).toBe(published[4]);
		expect(machine.travel({samples: 1})).toBe('This is the present.');
	});

	it('goes by minutes, to the oldest moment and to the present', () => {
		const {machine, published, place} = session(100);
		machine.travel({ms: -60_000});
		expect(place()).toBe(70);
		machine.travel({ms: 60_000});
		expect(place()).toBeUndefined();
		machine.travel('first');
		expect(place()).toBe(1);
		expect(machine.travel({ms: -60_000})).toMatch(
			/^This is the oldest sample, 3 min 18 s back of at most 15 min/,
		);
		expect(place()).toBe(1);
		machine.travel('last');
		expect(machine.shown.get()).toBe(published[99]);
	});

	it('stays at its moment while sampling continues, and shows its age', () => {
		const {machine, past, store} = session(5);
		machine.travel({samples: -2});
		const shown = machine.shown.get();
		expect(shown.past?.agoMs).toBe(4000);
		const later = momentsOf(20).at(-1) as Live;
		past.add(later);
		store.set(later);
		expect(machine.shown.get().snapshot).toBe(shown.snapshot);
		expect(machine.shown.get().past).toMatchObject({place: 3, of: 6, agoMs: 34_000});
	});

	it('moves to the oldest stored moment when its own is removed', () => {
		const {machine, past, store} = session(5);
		machine.travel('first');
		for (const live of momentsOf(500)) {
			past.add(live);
			store.set(live);
		}
		expect(machine.shown.get().past?.place).toBe(1);
		expect(machine.shown.get().snapshot.takenAt.getTime()).toBe(past.times()[0]);
	});

	it('reports times without samples', () => {
		const {machine} = session(10, {gapAfter: 4});
		machine.travel({samples: -4});
		expect(machine.travel({samples: -1})).toMatch(/^No samples from \d\d:\d\d:\d\d to \d\d:\d\d:\d\d\.$/);
		expect(machine.travel({samples: -1})).toBeUndefined();
	});

	it('shows only details that were read at that time', () => {
		const {machine} = session(5);
		machine.focus({kind: 'index', oid: 101});
		expect(machine.shown.get().detail).toBeUndefined();
		machine.travel({samples: -1});
		expect(machine.shown.get().detail?.section).toMatchObject({status: 'unsupported'});
	});

	it('plays at the pace of the samples or faster, up to the present', () => {
		const {machine, waiting, place} = session(5);
		machine.play();
		expect(waiting).toEqual([]);
		machine.travel('first');
		machine.changeSpeed(1);
		machine.play();
		expect(machine.shown.get().past?.speed).toBe(2);
		expect(waiting[0]?.delayMs).toBe(1000);
		waiting.shift()?.work();
		expect(place()).toBe(2);
		machine.changeSpeed(1);
		expect(waiting).toHaveLength(1);
		expect(waiting[0]?.delayMs).toBe(400);
		for (let left = 2; left > 0; left--) waiting.shift()?.work();
		expect(place()).toBeUndefined();
	});

	it('stops at a key press and skips gaps', () => {
		const {machine, waiting} = session(10, {gapAfter: 0});
		machine.travel('first');
		machine.play();
		expect(waiting[0]?.delayMs).toBe(2000);
		machine.travel({samples: 1});
		expect(waiting).toEqual([]);
		expect(machine.shown.get().past?.speed).toBeUndefined();
	});

	it('has no present when replaying a recording', () => {
		const {machine, place, waiting} = session(5, {present: false});
		expect(place()).toBe(1);
		expect(machine.travel({samples: -1})).toBe('This is the first moment of the recording.');
		machine.travel('last');
		expect(place()).toBe(5);
		expect(machine.shown.get().past?.agoMs).toBeUndefined();
		expect(machine.travel({samples: 1})).toBe('This is the last moment of the recording.');
		machine.play();
		expect(waiting).toEqual([]);
		expect(machine.shown.get().past?.speed).toBeUndefined();
	});
});
