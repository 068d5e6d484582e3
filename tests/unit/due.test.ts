import {describe, expect, it} from 'vitest';
import type {SectionId} from '../../source/domain/snapshot/schema.ts';
import {comesSecond, isDue} from '../../source/sampler/engine/due.ts';

const seen = {shown: new Set<SectionId>(['plans'])};
const unseen = {shown: new Set<SectionId>(['health'])};
const always = {id: 'plans'} as const;
const seldom = {...always, unseenMs: 30_000};
const onlyWanted = {...seldom, onlyWanted: true} as const;

describe('isDue', () => {
	it.each([
		['a topic not read yet', always, undefined, unseen, true],
		['a topic not read yet, before its pane is on screen', seldom, undefined, unseen, false],
		['the same on screen', seldom, undefined, seen, true],
		['the same without a screen', seldom, undefined, {}, true],
		['a topic that was skipped', seldom, Number.POSITIVE_INFINITY, unseen, true],
		['a topic whose period is over', always, 2000, seen, true],
		['a topic whose period is nearly over', always, 1950, seen, true],
		['a topic whose period is not over', always, 1949, seen, false],
		['a topic that nobody needs', onlyWanted, Number.POSITIVE_INFINITY, unseen, false],
		['the same on screen', onlyWanted, Number.POSITIVE_INFINITY, seen, true],
		['the same while recording', onlyWanted, 2000, {...unseen, recordedAtLeastMs: 1000}, true],
		['the same without a screen', onlyWanted, undefined, {}, true],
	])('%s', (_what, topic, sinceMs, wanted, due) => {
		expect(isDue(topic, sinceMs, 2000, wanted)).toBe(due);
	});
});

it('delays only deferrable topics off screen', () => {
	expect([comesSecond(seldom, unseen), comesSecond(seldom, seen), comesSecond(seldom, {})]).toEqual([
		true,
		false,
		false,
	]);
	expect(comesSecond(always, unseen)).toBe(false);
});
