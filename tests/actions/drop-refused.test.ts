import {beforeAll, describe, expect, it} from 'vitest';
import {RefusedError} from '../../source/postgres/errors.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {begin, failureOf, hold, runAndLeave, untilScans, untilWaiting} from '../helpers/scenario.ts';
import {blocking, details, oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {blockersByName, makeBlockedIndexes} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('dropping an index of PostgreSQL %d is refused', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const planOf = async (...names: readonly string[]) =>
		operator.plan({
			action: 'drop-indexes',
			oids: await Promise.all(names.map(name => oidOf(database, name))),
		});
	beforeAll(() => makeBlockedIndexes(database));

	it.each(Object.entries(blockersByName).filter(([, reasons]) => reasons.length > 0))(
		'in the plan, with its reason: %s',
		async (name, reasons) => {
			const plan = await planOf(name, 'free_index');
			expect(blocking(plan)).toEqual(reasons.map(reason => `${name}: ${reason.text}`));
			expect(() => operator.begin(plan)).toThrow(RefusedError);
		},
	);

	it('while it is being built', async () => {
		const holder = await hold(database, 'insert into child values (1)');
		const build = await begin(database, 'create index concurrently built on child (id)');
		await untilWaiting(database, build);
		expect(blocking(await planOf('built'))).toEqual(['built: it is being built']);
		await holder.release();
		await build.result;
		expect(blocking(await planOf('built'))).toEqual([]);
	});

	it('while it is in use, with few scans as a warning only', async () => {
		await sql.unsafe(`create table used (id int); insert into used select generate_series(1, 1000);
			create index used_id on used (id)`);
		const scan = (times: number) =>
			runAndLeave(
				database,
				'set enable_seqscan = off; set enable_bitmapscan = off',
				...Array<string>(times).fill('select id from used where id = 5'),
			);
		await scan(99);
		await untilScans(database, 'used_id', 99);
		const seldom = await planOf('used_id');
		expect(blocking(seldom)).toEqual([]);
		expect(details(seldom, 'warn')).toContain('used_id: 99 scans: used, if rarely');
		await scan(1);
		await untilScans(database, 'used_id', 100);
		expect(blocking(await planOf('used_id'))).toEqual(['used_id: in use: 100 scans']);
		// The state after a canceled drop: the index gets no more scans.
		await sql`update pg_index set indisvalid = false where indexrelid = 'used_id'::regclass`;
		const invalid = await planOf('used_id');
		expect(blocking(invalid)).toEqual([]);
		expect(details(invalid, 'warn')).toContain('used_id: 100 scans before it became INVALID');
	});

	it('for a role that does not own its table', async () => {
		for (const memberOf of [[], ['pg_monitor']]) {
			const role = await database.createRole(memberOf);
			const stranger = await openOperator(database.connection(role));
			const plan = await stranger.plan({action: 'drop-indexes', oids: [await oidOf(database, 'free_index')]});
			expect(blocking(plan)).toEqual([
				'free_index: this role does not own its table. Connect as the owner or a superuser.',
			]);
		}
	});

	it('if no index is left to drop; a few missing ones are a warning', async () => {
		expect(await failureOf(operator.plan({action: 'drop-indexes', oids: [1]}))).toMatchObject({
			message: expect.stringContaining('None of these indexes exists any more'),
			exitCode: 3,
		});
		const plan = await operator.plan({
			action: 'drop-indexes',
			oids: [1, await oidOf(database, 'free_index')],
		});
		expect(plan.units).toHaveLength(1);
		expect(details(plan, 'warn')).toContain('1 index of the selection no longer exists');
	});

	it('with a warning about the limits of its evidence', async () => {
		const [evidence] = details(await planOf('free_index'), 'warn').slice(-1);
		expect(evidence).toContain('scans of this server only');
	});
});
