import postgres from 'postgres';
import {embeddedBinaries} from '../source/demo/embedded-binaries.ts';
import {type EmbeddedServer, startEmbeddedServer} from '../source/demo/embedded-server.ts';

const busySessions = 8;

export type BenchServer = {
	/** Roles of the compared programs, by which the server tells their statements apart. */
	uri(role: Role): string;
	readonly server: EmbeddedServer;
	/** Milliseconds of server time for a role's statements since the last call, and their number. */
	spent(role: Role): Promise<{milliseconds: number; calls: number}>;
	/** Milliseconds of wait sampling since the last call of `spent`. */
	waitLooksMs(role: Role): Promise<number>;
	stop(): Promise<void>;
};

export type Role = 'bench_pgdeck' | 'bench_other';

/** A PostgreSQL with pg_stat_statements, some tables and eight busy sessions. */
export async function startBenchServer(tables: number): Promise<BenchServer> {
	const server = await startEmbeddedServer({
		binaries: await embeddedBinaries(),
		settings: {
			shared_preload_libraries: 'pg_stat_statements',
			'pg_stat_statements.track': 'all',
			// Statements that are not prepared are planned each time, which is part of their cost.
			'pg_stat_statements.track_planning': 'on',
			'pg_stat_statements.max': '10000',
			max_locks_per_transaction: '1024',
			max_wal_size: '4GB',
			shared_buffers: '256MB',
		},
	});
	const login = {
		host: server.host,
		port: server.port,
		username: server.user,
		password: server.password,
		onnotice: () => undefined,
	};
	const admin = postgres({...login, database: 'postgres', max: 1});
	await admin`create database bench`;
	const sql = postgres({...login, database: 'bench', max: 1});
	await sql`create extension pg_stat_statements`;
	for (const role of ['bench_pgdeck', 'bench_other']) {
		await sql.unsafe(`create role ${role} login superuser password '${server.password}'`);
	}
	await sql`create table accounts (id int primary key, balance int not null default 0, note text)`;
	await sql`insert into accounts (id) select generate_series(1, 20000)`;
	await makeTables(sql, tables);
	await sql`analyze`;

	const sessions = postgres({
		...login,
		database: 'bench',
		max: busySessions,
		connection: {application_name: 'busy'},
	});
	let stopped = false;
	const busy = Array.from({length: busySessions}, async (_unused, index) => {
		for (let turn = 0; !stopped; turn++) {
			await sessions.unsafe(
				`update accounts set balance = balance + ${turn % 7} where id = ${1 + ((turn * 13 + index * 997) % 20000)}`,
			);
			await sessions.unsafe(
				`select count(*), pg_sleep(0.04) from accounts where id < ${100 + ((turn * 31) % 900)}`,
			);
		}
	});

	return {
		server,
		uri: role => `postgres://${role}:${server.password}@${server.host}:${server.port}/bench?sslmode=disable`,
		async spent(role) {
			const [row] = await sql<Array<{milliseconds: number; calls: number}>>`
				select
					coalesce(sum(s.total_exec_time + s.total_plan_time), 0)::float8 as milliseconds,
					coalesce(sum(s.calls), 0)::int as calls
				from pg_stat_statements s
				join pg_roles r on r.oid = s.userid
				where r.rolname = ${role}
			`;
			await sql`select pg_stat_statements_reset()`;
			return row ?? {milliseconds: 0, calls: 0};
		},
		async waitLooksMs(role) {
			const [row] = await sql<Array<{milliseconds: number}>>`
				select coalesce(sum(s.total_exec_time + s.total_plan_time), 0)::float8 as milliseconds
				from pg_stat_statements s
				join pg_roles r on r.oid = s.userid
				where r.rolname = ${role} and s.query like '%wait_event_type%' and s.query like '%as "class"%'
			`;
			return row?.milliseconds ?? 0;
		},
		async stop() {
			stopped = true;
			await Promise.allSettled(busy);
			await Promise.all([sessions.end({timeout: 1}), sql.end({timeout: 1}), admin.end({timeout: 1})]);
			await server.stop();
		},
	};
}

/** Each with four indexes. In blocks, so that one transaction does not hold all locks. */
async function makeTables(sql: postgres.Sql, tables: number): Promise<void> {
	const block = 500;
	for (let first = 1; first <= tables; first += block) {
		await sql.unsafe(`
			do $$
			begin
				for n in ${first}..${Math.min(tables, first + block - 1)} loop
					execute format('create table t%s (id int primary key, a int, b int, c text)', n);
					execute format('create index on t%s (a)', n);
					execute format('create index on t%s (b)', n);
					execute format('create index on t%s (c)', n);
				end loop;
			end
			$$
		`);
	}
}
