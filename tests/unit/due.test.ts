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
		['one that has had no turn', always, undefined, unseen, true],
		['one that has had no turn, before its pane is on screen', seldom, undefined, unseen, false],
		['the same on screen', seldom, undefined, seen, true],
		['the same where there is no screen', seldom, undefined, {}, true],
		['one whose turn was passed over', seldom, Number.POSITIVE_INFINITY, unseen, true],
		['one whose period is over', always, 2000, seen, true],
		['one whose period is over but for a moment', always, 1950, seen, true],
		['one whose period is not over', always, 1949, seen, false],
		['what nobody wants', onlyWanted, Number.POSITIVE_INFINITY, unseen, false],
		['the same on screen', onlyWanted, Number.POSITIVE_INFINITY, seen, true],
		['the same where it is recorded', onlyWanted, 2000, {...unseen, recordedAtLeastMs: 1000}, true],
		['the same where there is no screen', onlyWanted, undefined, {}, true],
	])('%s', (_what, topic, sinceMs, wanted, due) => {
		expect(isDue(topic, sinceMs, 2000, wanted)).toBe(due);
	});
});

it('only what can wait comes second, and only while it is not on screen', () => {
	expect([comesSecond(seldom, unseen), comesSecond(seldom, seen), comesSecond(seldom, {})]).toEqual([
		true,
		false,
		false,
	]);
	expect(comesSecond(always, unseen)).toBe(false);
});
