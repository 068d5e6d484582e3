import {describe, expect, it} from 'vitest';
import {horizonVerdicts} from '../../source/actions/tables/table-checks.ts';
import type {HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

const holder = (change: Partial<HorizonHolder>): HorizonHolder => ({
	...{kind: 'session', pid: 4711, backendStart: null, name: null, user: 'etl', application: 'night job'},
	...{address: null, state: 'idle in transaction', database: 'shop', since: ago(7200), age: 12_345},
	...{here: true, catalogs: false, active: null},
	...change,
});
const said = (holders: readonly HorizonHolder[], hidden: string | null = null) =>
	horizonVerdicts({holders: [...holders], hidden}, 1000, now).map(
		({verdict, detail}) => `${verdict}: ${detail}`,
	);
const without = {pid: null, user: null, application: null, state: null, since: null} as const;

describe('what holds VACUUM back', () => {
	it.each([
		[
			holder({}),
			'session 4711 (etl, night job), open for 2 h, idle in transaction, 12,345 transactions behind (x on the pane Vacuum terminates it)',
		],
		[
			holder({application: '', state: null, since: null}),
			'session 4711 (etl), state n/a, 12,345 transactions behind (x on the pane Vacuum terminates it)',
		],
		[
			holder({...without, kind: 'prepared transaction', name: 'left', user: 'etl', since: ago(7200)}),
			'prepared transaction left of etl, open for 2 h, 12,345 transactions behind (COMMIT PREPARED or ROLLBACK PREPARED ends it)',
		],
		[
			holder({...without, kind: 'replication slot', name: 'old', active: false}),
			'replication slot old, INACTIVE, 12,345 transactions behind (if nobody uses it any more: pg_drop_replication_slot)',
		],
		[
			holder({...without, kind: 'standby feedback', application: 'db2', state: 'streaming'}),
			'feedback of standby db2, streaming, 12,345 transactions behind (hot_standby_feedback: see who runs long queries there)',
		],
	])('%o', (found, text) => {
		expect(said([found])).toEqual([
			`warn: rows that died in the last 12,345 transactions stay: ${text}. VACUUM removes the others only; end that first`,
		]);
	});

	it('is nobody where all are young, or hold the catalogs alone; and not known where some are hidden', () => {
		const nobody = ['pass: nobody holds VACUUM back for more than a minute'];
		expect(said([holder({since: ago(59)})])).toEqual(nobody);
		expect(said([holder({here: false}), holder({kind: 'logical slot', catalogs: true})])).toEqual(nobody);
		expect(said([], 'the feedback of standbys')).toEqual([
			'warn: n/a: the feedback of standbys, which may hold it back too: to see them takes pg_monitor',
		]);
	});

	it('tells the three oldest', () => {
		expect(said(Array<HorizonHolder>(5).fill(holder({})))).toHaveLength(3);
	});
});
