import {describe, expect, it} from 'vitest';
import {horizonVerdicts} from '../../source/actions/table-checks.ts';
import type {HorizonHolder} from '../../source/queries/plan-horizon.ts';

const holder = (change: Partial<HorizonHolder>): HorizonHolder => ({
	...{kind: 'session', pid: 4711, backendStart: null, name: 'night job', user: 'etl'},
	...{state: 'idle in transaction', transactions: 12_345, forMs: 7_200_000},
	...change,
});
const said = (...holders: readonly HorizonHolder[]) =>
	horizonVerdicts(holders, 1000).map(({verdict, detail}) => `${verdict}: ${detail}`);

describe('what holds VACUUM back', () => {
	it.each([
		[holder({}), 'session 4711 "night job" of etl, idle in transaction for 2h'],
		[holder({name: '', state: null}), 'session 4711 of etl, state n/a for 2h'],
		[
			holder({kind: 'prepared', pid: null, name: 'left', state: null}),
			"the prepared transaction 'left' of etl for 2h (COMMIT PREPARED or ROLLBACK PREPARED ends it)",
		],
		[
			holder({kind: 'slot', pid: null, name: 'old', user: null, state: 'inactive', forMs: null}),
			'the replication slot old, inactive (if nobody uses it any more: pg_drop_replication_slot)',
		],
		[
			holder({kind: 'standby', name: 'db2', forMs: null}),
			'the standby "db2", which sends feedback of its own queries (hot_standby_feedback)',
		],
	])('%o', (found, text) => {
		expect(said(found)).toEqual([
			`warn: rows that died in the last 12,345 transactions stay: ${text}. VACUUM removes the others only; end that first`,
		]);
	});

	it('is nobody where all are young, and not known where sessions are hidden', () => {
		expect(said(holder({forMs: 59_000}))).toEqual(['pass: nobody holds VACUUM back for more than a minute']);
		expect(said(holder({kind: 'hidden', pid: null, name: '3', transactions: 0, forMs: null}))).toEqual([
			'warn: n/a of 3 sessions of other roles, which may hold it back too: to see them takes pg_monitor',
		]);
	});

	it('tells the three oldest', () => {
		expect(said(...Array<HorizonHolder>(5).fill(holder({})))).toHaveLength(3);
	});
});
