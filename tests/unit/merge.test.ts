import {describe, expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {isAwaited, join, merged, nothing} from '../../source/sampler/engine/merge.ts';
import {lostLink} from '../../source/sampler/engine/reconnection.ts';
import {defaultThresholds} from '../../source/settings/thresholds.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {ago, health, identity, now, registry, requests} from '../helpers/fixtures-sections.ts';

const judge = {thresholds: defaultThresholds};

describe('merged', () => {
	const live = liveOf({link: lostLink({state: 'live'}, new Error('gone'), now, 0)});
	const result = {sections: {registry: ok({...registry, total: 99})}, queries: 3, tookMs: 1.2345};

	it('merges the results and keeps the rest', () => {
		const {snapshot, link} = merged(live, judge, result, undefined, now, false);
		expect(snapshot.sections).toEqual({...live.snapshot.sections, registry: result.sections.registry});
		expect(snapshot.sections.tables).toBe(live.snapshot.sections.tables);
		expect(snapshot.cost).toEqual({queries: 3, tookMs: 1.2});
		expect(link).toEqual({state: 'live'});
	});

	it('does not change published values', () => {
		const before = structuredClone(live);
		merged(live, judge, result, {...identity, database: 'other'}, ago(-5), true);
		expect(live).toEqual(before);
	});

	it('uses the last known identity', () => {
		const server = {...identity, inRecovery: true};
		expect(merged(live, judge, nothing, server, now, false).snapshot.server).toBe(server);
		expect(merged(live, judge, nothing, undefined, now, false).snapshot.server).toBe(live.snapshot.server);
	});

	it('adds a sample to the history only with vital signs', () => {
		const length = live.history.items.length;
		expect(merged(live, judge, result, undefined, now, false).history.items).toHaveLength(length);
		const {history} = merged(
			live,
			judge,
			{...result, sections: {health: ok(health)}},
			undefined,
			ago(-2),
			true,
		);
		expect(history.items).toHaveLength(length + 1);
		expect(history.items.at(-1)).toMatchObject({at: ago(-2), connections: health.total});
	});
});

it('join combines the results of two connections', () => {
	const one = {sections: {health: ok(health)}, queries: 2, tookMs: 1};
	const other = {sections: {requests: ok(requests)}, queries: 3, tookMs: 2};
	expect(join(one, other)).toEqual({sections: {...one.sections, ...other.sections}, queries: 5, tookMs: 3});
	expect(join(nothing, nothing)).toEqual(nothing);
});

describe('isAwaited', () => {
	it.each([
		['an empty section', liveOf({snapshot: snapshotOf(emptySections)}), true],
		['a section with data', liveOf(), false],
		['a new time window', liveOf({windowHours: 6}), true],
	])('%s', (_what, live, expected) => {
		expect(isAwaited(live, 'requests')).toBe(expected);
	});
});
