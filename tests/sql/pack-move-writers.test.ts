import postgres from 'postgres';
import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {run} from '../helpers/pack-migrations.ts';
import {byMonth, call, digest, fillRequests, kindOf, packUpToPlain} from '../helpers/pack-moves.ts';
import {startWriters} from '../helpers/pack-writer.ts';

/** As applications connect: with prepared statements, which have to find the new table. */
function connect(database: TestDatabase): postgres.Sql {
	return postgres(database.uri(), {max: 1, onnotice: () => undefined, prepare: true});
}

describe.each(versions)(
	'request_logs with 50,000 rows and active writers on PostgreSQL %d',
	async version => {
		const database = await createDatabase(version);
		const {sql} = database;
		let ids: string[];

		beforeAll(async () => {
			await packUpToPlain(sql);
			await fillRequests(sql, 50_000);
			await sql`create table shadow (like request_logs including all)`;
			await sql`alter table shadow add foreign key (tenant_id) references tenants (id) on delete set null`;
			await sql`insert into shadow select * from request_logs`;
			const rows = await sql<
				{id: string}[]
			>`select id from request_logs where path <> '/odd' order by path, id`;
			const paths = [0, 1, 2].map(n =>
				rows.filter((_row, index) => Math.floor(index / (rows.length / 3)) === n),
			);
			ids = rows.map((_row, index) => paths[index % 3]?.[Math.floor(index / 3)]?.id ?? '');
		});

		it.each([
			['put by month in batches', 'p', () => call(sql, 500)],
			['made plain again', 'r', () => sql.unsafe("call mcp.make_plain('public.request_logs', 500)")],
			['put by month by the migration', 'p', () => run(sql, byMonth?.up)],
		])(
			'loses and duplicates no row while it is %s',
			async (_how, kind, move) => {
				const sessions: postgres.Sql[] = [];
				const writers = startWriters(() => {
					const session = connect(database);
					sessions.push(session);
					return session;
				}, ids);
				try {
					await writers.reach(30);
					const before = writers.done;
					await move();
					expect(writers.done).toBeGreaterThan(before + 10);
					await writers.reach(writers.done + 30);
				} finally {
					await writers.stop();
					await Promise.all(sessions.map(session => session.end()));
				}
				expect(await kindOf(sql, 'request_logs')).toBe(kind);
				expect(await digest(sql, 'request_logs')).toEqual(await digest(sql, 'shadow'));
				expect(await sql`select from mcp.partition_move_parts`).toHaveLength(0);
				expect(await sql`select from pg_namespace where nspname = 'mcp_moving'`).toHaveLength(0);
			},
			120_000,
		);
	},
);
