import {beforeAll, describe, expect, it} from 'vitest';
import {aroundOf, causesOf} from '../../source/domain/tables/causes.ts';
import {type HorizonHolder, readHorizon} from '../../source/queries/vacuum/horizon.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {details, openOperator} from '../helpers/scenario-actions.ts';
import {sample} from '../helpers/scenario-sampler.ts';
import {createServer, type OwnServer} from '../helpers/scenario-server.ts';
import {createStandby} from '../helpers/standby.ts';

/*
All kinds of holders of the xmin horizon at once: a forgotten prepared transaction, a slot
whose standby is gone, and a standby on which a query runs for long, by its feedback.
*/
describe.each(everyVersion)('VACUUM of PostgreSQL %d that is held back', async version => {
	const settings = {
		wal_level: 'replica',
		max_wal_senders: '5',
		wal_keep_size: '128MB',
		max_prepared_transactions: '5',
	};
	const primary = await createServer(version, {...settings, max_replication_slots: '5'});
	const sql = primary.session();
	const monitor = await primary.createRole('monitor', 'pg_monitor');
	await sql`select pg_create_physical_replication_slot('left_over')`;
	await sql`create table t as select n as id from generate_series(1, 5000) n`;
	const feedback = {hot_standby_feedback: 'on', wal_receiver_status_interval: '1'};
	const reader = primary.reader('sampling');
	const holders = async () => (await readHorizon(reader)).holders;
	const holderOf = async (kind: HorizonHolder['kind']) =>
		(await holders()).find(found => found.kind === kind);
	const slotXmin = () => sql<{xmin: string | null}[]>`select xmin::text from pg_replication_slots`;
	const long = async (server: OwnServer) => {
		const session = server.session();
		await until(
			() => session`select from pg_class where relname = 't'`.catch(() => []),
			rows => rows.length === 1,
		);
		await session.unsafe('begin isolation level repeatable read');
		await session`select count(*) from t`;
		return session;
	};
	/** Each block with an exception handler is a transaction number of its own. */
	const burn = () =>
		sql.unsafe(`do $$ begin for n in 1..12000 loop
			begin insert into t values (0); raise exception 'x'; exception when others then null; end;
		end loop; end $$`);
	const dead = async () =>
		Number((await sql<{dead: string}[]>`select pg_stat_get_dead_tuples('t'::regclass) as dead`)[0]?.dead);
	const later = () => new Date(Date.now() + 120_000);
	const operator = await openOperator(primary.connection());
	const [table] = await sql<{oid: number}[]>`select 't'::regclass::oid::int as oid`;
	const planned = async () => operator.plan({action: 'vacuum', tables: [table?.oid ?? 0]}, later());
	let running: Awaited<ReturnType<typeof long>>;

	beforeAll(async () => {
		const gone = await createStandby(version, primary, {name: 'gone', slot: 'left_over', ...feedback});
		await long(gone);
		await until(slotXmin, ([slot]) => typeof slot?.xmin === 'string');
		await gone.kill();
		const [preparing] = [primary.session()];
		for (const text of ['begin', 'insert into t values (-1)', "prepare transaction 'left'"]) {
			await preparing.unsafe(text);
		}
		const live = await createStandby(version, primary, {name: 'reports', ...feedback});
		running = await long(live);
		await until(
			() => holderOf('standby-feedback'),
			found => found !== undefined,
		);
		await burn();
		await sql`delete from t where id > 0`;
		await until(dead, count => count >= 17_000);
	});

	it('by the feedback of a standby shows its name and age, but no start', async () => {
		const found = await until(
			() => holderOf('standby-feedback'),
			holder => (holder?.age ?? 0) >= 12_000,
		);
		expect(found).toMatchObject({
			application: 'reports',
			state: 'streaming',
			here: true,
			catalogs: false,
			since: null,
		});
		const seen = await readHorizon(primary.reader('sampling', monitor));
		expect(seen.holders.map(({kind}) => kind)).toContain('standby-feedback');
		expect(seen.hidden).toEqual([]);
	});

	it('by all three at once adds one warning each to a plan, with duration and remedy', async () => {
		const plan = await planned();
		const held = details(plan, 'warn').filter(text => text.includes(': rows that died in the last 1'));
		expect(held).toHaveLength(3);
		expect(held).toEqual(
			expect.arrayContaining([
				expect.stringMatching(
					version < 17
						? /replication slot left_over, inactive, xmin 1\d,\d+ transactions old: .*\(.*pg_drop_replication_slot\)/
						: /replication slot left_over, inactive for [\dmins ]+, xmin 1\d,\d+ transactions old: .*\(.*pg_drop_replication_slot\)/,
				),
				expect.stringMatching(
					/prepared transaction left of postgres, prepared for 2 min[\d s]*, xmin 1\d,\d+ transactions old: .*\(COMMIT PREPARED or ROLLBACK PREPARED ends it\)/,
				),
				expect.stringMatching(
					/feedback of standby reports at 127\.0\.0\.1, streaming, xmin 1\d,\d+ transactions old: .*\(end the long query on that standby, or turn hot_standby_feedback off there\)/,
				),
			]),
		);
		expect(held.every(text => text.endsWith('VACUUM removes older dead rows only'))).toBe(true);
	});

	it('makes VACUUM useless, and ending the holders the recommended action', async () => {
		const run = await operator.act({action: 'vacuum', tables: [table?.oid ?? 0]});
		expect(run.status).toBe('done');
		// Before 15 the counters come some time after.
		expect(run.units[0]?.note).toBe(version < 15 ? undefined : '5,000 dead rows, before 17,000');
		// PostgreSQL 13 and 14 send counters by datagram, which a busy machine may lose.
		const counted = () => sql<{at: Date | null; dead: string}[]>`
			select pg_stat_get_last_vacuum_time('t'::regclass) as at, pg_stat_get_dead_tuples('t'::regclass) as dead`;
		await until(
			async () => {
				await sql`vacuum t`;
				return counted();
			},
			([row]) => row?.at != null && Number(row.dead) >= 5000,
		);
		const sampled = await sample(primary.connection());
		sampled.sampler.show(['tables', 'vacuum']);
		const live = await sampled.live(
			({snapshot: {sections}}) =>
				[sections.tables, sections.vacuum].every(({status}) => status === 'ok') &&
				sections.tables.status === 'ok' &&
				sections.tables.value.rows.some(
					({name, lastVacuum, deadTuples}) => name === 't' && lastVacuum && (deadTuples ?? 0) >= 5000,
				),
		);
		const {sections} = live.snapshot;
		const row =
			sections.tables.status === 'ok' ? sections.tables.value.rows.find(({name}) => name === 't') : undefined;
		if (!row) throw new Error('no such table');
		const [cause] = causesOf(row, aroundOf(sections, row.oid, later()));
		expect(cause?.action).toBe('end-holders');
		expect(cause?.holders?.map(({kind}) => kind)).toEqual(
			expect.arrayContaining(['standby-feedback', ...(version < 17 ? ['physical-slot'] : [])]),
		);
	});

	it('ends once all holders are gone', async () => {
		await sql`rollback prepared 'left'`;
		await sql`select pg_drop_replication_slot('left_over')`;
		await running.unsafe('rollback');
		// A rollback reaches the WAL, and the standby, with a delay.
		await sql`checkpoint`;
		await until(holders, found => found.every(({age}) => age < 1000));
		const plan = await planned();
		expect(details(plan, 'warn').filter(text => text.includes(': rows that died in the last 1'))).toEqual([]);
		expect((await operator.run(plan)).status).toBe('done');
		const left = async () => {
			if (version < 15) await sql`vacuum t`;
			return dead();
		};
		await until(left, count => count === 0);
	});
});
