import {expect, it} from 'vitest';
import type {UpkeepParts} from '../../source/domain/upkeep/schema.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {allAllowed, allObjects, stale, upkeepOf} from '../helpers/fixtures-upkeep.ts';

const statistics = (change: object): UpkeepParts['statistics'] => ({
	status: 'ok',
	value: {tables: 3, never: 1, oldestAt: null, ...allAllowed, due: [stale('tenants')], ...change},
	sampledAt: now,
	tookMs: 1,
});
const task = (name: string, ...parts: Parameters<typeof upkeepOf>) =>
	upkeepOf(...parts).tasks.find(item => item.name === name);

it('of a table without a recorded ANALYZE it is said since when it would be recorded, not that there was none', () => {
	expect(task('analyze', {statistics: statistics({})})?.detail).toMatch(
		/^1 table of 3 due; of 1 of them no ANALYZE is recorded since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, when the counters began$/,
	);
	expect(task('analyze', {statistics: statistics({countedSince: {at: null, reset: false}})})?.detail).toBe(
		'1 table of 3 due; of 1 of them no ANALYZE is recorded (counters may have been erased)',
	);
	const changed = statistics({never: 1, due: [stale('tenants', {analyzedAt: now, changed: 9})]});
	expect(task('analyze', {statistics: changed})?.detail).toBe('1 table of 3 due');
});

it('a review of all tables is not possible where this role may ANALYZE none, whatever is due', () => {
	const refused = {schema: 'public', name: 'tenants', quoted: 'public.tenants', owner: 'dba'};
	const none = {statistics: statistics({allowed: 0, refused, due: []})};
	expect(task('quarterly', none)?.obstacle).toContain('may not ANALYZE public.tenants');
	expect(task('monthly', none)?.obstacle).toBeNull();
	const some = {statistics: statistics({allowed: 1, refused, due: []})};
	expect(task('quarterly', some)?.obstacle).toBeNull();
});

it('on a standby nothing is possible', () => {
	const standby = {quotedUser: 'dba', versionNumber: 180_004, inRecovery: true};
	const {tasks} = upkeepOf({}, allObjects, standby);
	expect(tasks.filter(({obstacle}) => !obstacle?.includes('standby'))).toEqual([]);
});

it('of a view whose refreshes nothing records it is not said that there was none', () => {
	expect(task('refresh:public.hand_made')).toMatchObject({
		lastAt: null,
		lastUnknown: expect.stringContaining('PostgreSQL keeps no time of a refresh'),
	});
});
