import {confirm} from '../actions/engine/confirm.ts';
import type {Journal, JournalEntry} from '../actions/engine/journal.ts';
import {runPlan} from '../actions/engine/run.ts';
import {applyMigrations} from '../actions/migrations/apply-migrations.ts';
import {actions} from '../actions/table.ts';
import {packSet} from '../migrations/set.ts';
import {openConnection} from '../postgres/connect.ts';
import {UserError} from '../postgres/errors.ts';
import {openReader} from '../postgres/reader.ts';
import {openSession} from '../sampler/engine/session.ts';
import {type ConnectionSettings, connectionSettings} from '../settings/connection.ts';
import {embeddedBinaries} from './embedded-binaries.ts';
import {startEmbeddedServer} from './embedded-server.ts';
import {type Progress, seedRows, seedUsage} from './seed.ts';
import {startTraffic} from './traffic.ts';

/** The number of pack migrations that are left for the user to apply. */
const leftPending = 2;

const database = 'registry';

const settings = {
	shared_preload_libraries: 'pg_stat_statements',
	track_io_timing: 'on',
	shared_buffers: '256MB',
	max_wal_size: '2GB',
	wal_level: 'minimal',
	max_wal_senders: '0',
	autovacuum_naptime: '30s',
};

type Demo = {readonly connection: ConnectionSettings; stop(): Promise<void>};

/** A busy server with a registry. `stop` removes everything. */
export async function startDemo(progress: Progress, fail: (error: unknown) => void): Promise<Demo> {
	progress('starting PostgreSQL 18');
	const server = await startEmbeddedServer({binaries: await embeddedBinaries(), settings});
	try {
		const connection = connectionSettings(
			undefined,
			{host: server.host, port: String(server.port), user: server.user, dbname: database},
			{PGPASSWORD: server.password, PGSSLMODE: 'disable'},
		);
		await createDatabase(connection);
		const {tables, indexes} = await stages();
		const apply = 'applying the registry pack';
		progress(apply);
		await migrate(connection, tables, detail => progress(apply, detail));
		await seedRows(connection, (step, detail) => progress(`inserting: ${step}`, detail));
		await migrate(connection, indexes, detail => progress(apply, detail));
		await seedUsage(connection, (step, detail) => progress(`inserting: ${step}`, detail));
		const stopTraffic = startTraffic(connection, fail);
		return {
			connection,
			async stop() {
				await stopTraffic();
				await server.stop();
			},
		};
	} catch (error) {
		await server.stop();
		throw error;
	}
}

async function createDatabase(connection: ConnectionSettings): Promise<void> {
	const admin = openConnection({...connection, database: 'postgres'}, 'action');
	try {
		await admin`create database ${admin(database)}`;
	} finally {
		await admin.end({timeout: 5});
	}
	const sql = openConnection(connection, 'action');
	try {
		await sql`create extension pg_stat_statements`;
	} finally {
		await sql.end({timeout: 5});
	}
}

/** The versions to apply before and after the rows; the second part starts with the first file that builds indexes. */
async function stages(): Promise<{tables: string; indexes: string}> {
	const files = (await packSet().load()).toSorted((a, b) => (a.version < b.version ? -1 : 1));
	const first = files.findIndex(({up}) => up?.transaction === false);
	const [tables, indexes] = [files[first - 1], files.at(-1 - leftPending)];
	if (!tables || !indexes) throw new Error('The pack has no tables before its indexes.');
	return {tables: tables.version, indexes: indexes.version};
}

/** Applied by the engine that the console uses. Its journal goes with the server, because the user did not act. */
async function migrate(
	connection: ConnectionSettings,
	upTo: string,
	tell: (detail: string) => void,
): Promise<void> {
	const migrations = packSet();
	const reader = openReader(connection, 'analytics');
	const entries: JournalEntry[] = [];
	const journal: Journal = {file: '', append: entry => entries.push(entry), read: () => entries};
	try {
		const endpoint = {host: '127.0.0.1', port: 0, service: null, productionPatterns: []};
		const {server} = await openSession(reader, endpoint);
		const permission = {readOnly: false};
		const context = {reader, connection, server, permission, journal, migrations, now: new Date()};
		const plan = await applyMigrations.plan(context, {action: 'apply-migrations', which: {upTo}});
		const {status, note} = await runPlan(confirm(plan), {
			connection,
			replicas: [],
			permission,
			journal,
			actions,
			report({units}) {
				const unit = units.find(({state}) => state === 'running');
				if (unit) tell(`${unit.title}, ${unit.statementsDone} of ${unit.statements} statements`);
			},
			signal: new AbortController().signal,
		});
		if (status !== 'done') throw new UserError(`The registry pack was not applied: ${note}`);
	} finally {
		await reader.close();
	}
}
