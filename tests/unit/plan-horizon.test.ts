import {describe, expect, it} from 'vitest';
import {checkLine} from '../../source/actions/engine/check.ts';
import {horizonVerdicts} from '../../source/actions/tables/table-checks.ts';
import type {Horizon, HorizonHolder} from '../../source/queries/vacuum/horizon.ts';
import {ago, now} from '../helpers/fixtures-sections.ts';

const holder = (change: Partial<HorizonHolder>): HorizonHolder => ({
	...{kind: 'session', pid: 4711, backendStart: null, name: null, user: 'etl', application: 'night job'},
	...{address: null, state: 'idle in transaction', database: 'shop', since: ago(7200), age: 12_345},
	...{here: true, catalogs: false, active: null},
	...change,
});
const said = (holders: readonly HorizonHolder[], hidden: Horizon['hidden'] = []) =>
	horizonVerdicts({holders: [...holders], hidden}, 1000, {quotedUser: 'anna'}, now).map(
		check => `${check.verdict}: ${checkLine(check)}`,
	);
const without = {pid: null, user: null, application: null, state: null, since: null} as const;

describe('checks of the xmin horizon', () => {
	it.each([
		[
			holder({}),
			'session 4711 (etl, night job), transaction open for 2 h, idle in transaction, xmin 12,345 transactions old',
			'x on the pane Vacuum terminates it',
		],
		[
			holder({application: '', state: null, since: null}),
			'session 4711 (etl), state n/a, xmin 12,345 transactions old',
			'x on the pane Vacuum terminates it',
		],
		[
			holder({...without, kind: 'prepared-transaction', name: 'left', user: 'etl', since: ago(7200)}),
			'prepared transaction left of etl, prepared for 2 h, xmin 12,345 transactions old',
			'COMMIT PREPARED or ROLLBACK PREPARED ends it',
		],
		[
			holder({...without, kind: 'physical-slot', name: 'old', active: false}),
			'replication slot old, inactive, xmin 12,345 transactions old',
			'if nothing uses it: pg_drop_replication_slot',
		],
		[
			holder({...without, kind: 'standby-feedback', application: 'db2', state: 'streaming'}),
			'feedback of standby db2, streaming, xmin 12,345 transactions old',
			'end the long query on that standby, or turn hot_standby_feedback off there',
		],
	])('%o', (found, text, help) => {
		expect(said([found])).toEqual([
			`warn: ${text}: rows that died in the last 12,345 transactions stay (${help}). VACUUM removes older dead rows only`,
		]);
	});

	it('pass with only young holders or holders of catalogs, and are unknown if some are hidden', () => {
		const nobody = ['pass: nothing has held back the xmin horizon for more than a minute'];
		expect(said([holder({since: ago(59)})])).toEqual(nobody);
		expect(said([holder({here: false}), holder({kind: 'logical-slot', catalogs: true})])).toEqual(nobody);
		expect(said([], ['standby-feedback'])).toEqual([
			'warn: n/a: the feedback of standbys, which may hold back the xmin horizon. To see them: GRANT pg_monitor TO anna;',
		]);
	});

	it('name the three oldest', () => {
		expect(said(Array<HorizonHolder>(5).fill(holder({})))).toHaveLength(3);
	});
});
