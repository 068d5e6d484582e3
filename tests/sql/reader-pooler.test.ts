import {afterAll, describe, expect, it} from 'vitest';
import {openReader} from '../../source/postgres/reader.ts';
import {readHealth} from '../../source/queries/health/health.ts';
import {readIdentity} from '../../source/queries/identity.ts';
import {readDropFacts} from '../../source/queries/indexes/action-indexes.ts';
import {readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf, hold} from '../helpers/scenario.ts';
import {createPooler} from '../helpers/scenario-pooler.ts';

describe.each(versions)(
	'a pooler in front of PostgreSQL %d that refuses startup parameters',
	async version => {
		const database = await createDatabase(version);
		const pooler = await createPooler(database);
		const open = () => {
			const reader = openReader({...database.connection(), ports: [pooler.port]}, 'analytics');
			afterAll(() => reader.close());
			return reader;
		};
		const reader = open();

		it('is accepted without the startup parameters', async () => {
			const identity = await readIdentity(reader);
			expect(identity.database).toBe(database.name);
			expect(pooler.startups).toHaveLength(2);
			expect(Object.keys(pooler.startups[0] ?? {})).toContain('statement_timeout');
			expect(Object.keys(pooler.startups[1] ?? {})).not.toContain('statement_timeout');
			expect(pooler.startups[1]).toMatchObject({application_name: 'pgdeck', TimeZone: 'UTC'});
		});

		it('does not remove the timeouts and read-only mode', async () => {
			const [row] = await reader.read(
				own => own`
				select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
					current_setting('transaction_read_only') as read_only, current_setting('jit') as jit`,
			);
			expect(row).toEqual({statement: '5s', lock: '100ms', read_only: 'on', jit: 'off'});
			await database.sql`create table target (id int)`;
			for (const statement of ['create table made (id int)', 'insert into target values (1)']) {
				expect(await failureOf(reader.read(own => own.unsafe(statement)))).toMatchObject({code: '25006'});
			}
			const holder = await hold(database, 'lock table target in access exclusive mode');
			expect(await failureOf(reader.read(own => own`select * from target`))).toMatchObject({code: '55P03'});
			await holder.release();
		});

		it('leaves no transaction open for the next client of the session', async () => {
			const other = openReader({...database.connection(), ports: [pooler.port]}, 'analytics');
			await other.read(own => own`select 1`);
			const [row] = await database.sql<{open: number}[]>`
			select count(*)::int as open from pg_stat_activity
			where datname = current_database() and application_name = 'pgdeck' and xact_start is not null`;
			expect(row?.open).toBe(0);
			await other.close();
		});

		it('accepts concurrent queries before it is detected', async () => {
			const together = open();
			const answers = await Promise.all([
				readIdentity(together),
				readHealth(together),
				readIndexCatalog(together),
				together.read(own => own`select 1 as one`),
			]);
			expect(answers[0].database).toBe(database.name);
			expect(answers[3]).toEqual([{one: 1}]);
			const session = await openSession(open(), {
				...{host: 'pooler', port: pooler.port, service: null, productionPatterns: []},
			});
			expect(session.server.database).toBe(database.name);
		});

		it('does not prevent planning a drop', async () => {
			await database.sql`create schema quiet`;
			await database.sql`create table quiet.indexed (id int)`;
			await database.sql`create index by_id on quiet.indexed (id)`;
			const [row] = await database.sql<{oid: number}[]>`select 'quiet.by_id'::regclass::oid::int as oid`;
			const found = await readDropFacts(reader, row?.oid ?? 0);
			expect(found?.facts.definition).toBe('CREATE INDEX by_id ON quiet.indexed USING btree (id)');
		});

		it('passes on the error if it refuses for another reason', async () => {
			const wrong = openReader(
				{...database.connection({user: 'nobody_here', password: 'x'}), ports: [pooler.port]},
				'sampling',
			);
			expect((await failureOf(readIdentity(wrong))).code).toBe('28P01');
			await wrong.close();
		});
	},
);
