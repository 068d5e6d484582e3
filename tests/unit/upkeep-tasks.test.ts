import {expect, it} from 'vitest';
import type {UpkeepParts} from '../../source/domain/upkeep/schema.ts';
import {taskText} from '../../source/domain/upkeep/words.ts';
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

it('reports tables without a recorded ANALYZE with the start of the counters', () => {
	const text = (...parts: Parameters<typeof upkeepOf>) => {
		const found = task('analyze', ...parts);
		return found && taskText(found);
	};
	expect(text({statistics: statistics({})})).toMatch(
		/^1 table of 3 due; 1 table without a recorded ANALYZE since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
	);
	expect(text({statistics: statistics({countedSince: {at: null, reset: false}})})).toBe(
		'1 table of 3 due; 1 table without a recorded ANALYZE (counters may have been reset)',
	);
	const changed = statistics({never: 1, due: [stale('tenants', {analyzedAt: now, changed: 9})]});
	expect(text({statistics: changed})).toBe('1 table of 3 due');
});

it('the quarterly review requires at least one table that this role may ANALYZE', () => {
	const refused = {schema: 'public', name: 'tenants', quoted: 'public.tenants', owner: 'dba'};
	const none = {statistics: statistics({allowed: 0, refused, due: []})};
	expect(task('quarterly', none)?.obstacle?.text).toContain('may not ANALYZE public.tenants');
	expect(task('monthly', none)?.obstacle).toBeNull();
	const some = {statistics: statistics({allowed: 1, refused, due: []})};
	expect(task('quarterly', some)?.obstacle).toBeNull();
});

it('no task is possible on a standby', () => {
	const standby = {quotedUser: 'dba', versionNumber: 180_004, inRecovery: true};
	const {tasks} = upkeepOf({}, allObjects, standby);
	expect(tasks.filter(({obstacle}) => obstacle?.code !== 'standby')).toEqual([]);
});

it('the last refresh of a view is unknown if nothing records it', () => {
	expect(task('refresh:public.hand_made')).toMatchObject({
		lastAt: null,
		lastUnknown: {
			code: 'no-refresh-time',
			facts: {},
			text: expect.stringContaining('PostgreSQL does not record refreshes'),
		},
	});
});
