import {setTimeout as wait} from 'node:timers/promises';
import {refusal} from '../actions/engine/policy.ts';
import {lookAtPack} from '../actions/registry/optimize.ts';
import {seedRows} from '../demo/seed.ts';
import {shortName} from '../migrations/pack/facts.ts';
import {packSet} from '../migrations/set.ts';
import {RefusedError, UsageError, UserError} from '../postgres/errors.ts';
import {asUserError, toServerError} from '../postgres/server-error.ts';
import {readLedger} from '../queries/migrations/ledger.ts';
import {areSessionsLeft, readRegistryRows} from '../queries/registry/setup-facts.ts';
import {readRawTables} from '../queries/upkeep/upkeep.ts';
import {matches} from '../sampler/engine/session.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {type Connected, connect} from './connect.ts';
import {openPhases, type Phases} from './setup-phases.ts';
import {stoppable} from './signals.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Creates a registry: database, pack, verification, sample data, statistics. Each phase skips what is already done. */
export async function setupCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	rejectExtra('setup', extra);
	if (Boolean(flags.sample) === Boolean(flags.production)) {
		throw new UsageError('Give one of --sample and --production: pgdeck setup --sample');
	}
	const settings = resolveSettings(text, flags, process.env, packSet());
	const sample = flags.sample === true;
	if (settings.readOnly)
		throw new RefusedError('pgdeck is read-only. Run the command again without --read-only.');
	const phases = openPhases(settings, {asks: !sample && !flags.yes});
	const connected = await phases.run('Connect to the server', tell => reach(settings, sample, tell));
	const registry = connected.there ?? (await createIn(connected.server, settings, phases));
	if (connected.there) phases.skip('Create the database', `${sanitize(settings.connection.database)} exists`);
	try {
		await setUp(registry, sample, phases);
		return 0;
	} finally {
		await registry.reader.close();
	}
}

type Reached =
	| {there: Connected; server?: undefined}
	/** Connected to another database of the server, to create the requested one from. */
	| {there?: undefined; server: Connected};

/** Databases to create another one from; the first may have been dropped. */
const maintenance = ['postgres', 'template1'];

async function reach(settings: Settings, sample: boolean, tell: (detail: string) => void): Promise<Reached> {
	const {connection, productionPatterns} = settings;
	const names = [...connection.hosts, connection.database, connection.service ?? ''];
	if (sample && names.some(name => productionPatterns.some(pattern => matches(pattern, name)))) {
		throw new RefusedError(
			'This server is marked as production by its name. To set it up without sample data, use --production.',
		);
	}
	const found = await connectTo(settings, connection);
	const reached: Reached = found ? {there: found} : {server: await connectToMaintenance(settings)};
	const {server} = (reached.there ?? reached.server).session;
	try {
		const refused = refusal(server, {readOnly: settings.readOnly});
		if (refused) throw new RefusedError(refused);
		if (sample && !server.superuser) {
			throw new RefusedError(
				'Sample data requires a superuser, because it bypasses triggers and foreign keys. Connect as a superuser, or use --production.',
			);
		}
	} catch (error) {
		await (reached.there ?? reached.server).reader.close();
		throw error;
	}
	tell(`PostgreSQL ${server.version} at ${server.host}:${server.port}, as ${sanitize(server.user)}`);
	return reached;
}

/** @returns undefined if the database does not exist */
async function connectTo(settings: Settings, connection: ConnectionSettings): Promise<Connected | undefined> {
	try {
		return await connect({...settings, connection}, 'analytics');
	} catch (error) {
		const cause = error instanceof UserError ? error.cause : error;
		if (toServerError(cause).code === '3D000') return undefined;
		throw error;
	}
}

async function connectToMaintenance(settings: Settings): Promise<Connected> {
	for (const database of maintenance) {
		const connected = await connectTo(settings, {...settings.connection, database});
		if (connected) return connected;
	}
	throw new UserError(
		`The database ${sanitize(settings.connection.database)} does not exist, and neither do ${maintenance.join(' and ')}, from which pgdeck would create it. Create it with createdb.`,
	);
}

async function createIn(server: Connected, settings: Settings, phases: Phases): Promise<Connected> {
	const {database} = settings.connection;
	try {
		await phases.act('Create the database', server, {action: 'create-database', name: database});
	} finally {
		await server.reader.close();
	}
	return connect({...settings, connection: {...server.connection, database}}, 'analytics');
}

const incomplete = 'The sample data is incomplete. Drop the database and run the command again';

async function setUp(connected: Connected, sample: boolean, phases: Phases): Promise<void> {
	const registry = {...connected, migrations: packSet()};
	const {reader} = registry;
	await refuseOthers(registry);
	await phases.act('Apply the registry pack', registry, {action: 'apply-migrations', which: 'all'});
	await phases.run('Verify the schema', async tell => tell(await verify(registry)));
	let seeded: readonly number[] = [];
	if (sample) {
		await phases
			.run('Sample data', async (tell, progress) => {
				const {filled, unfinished} = await readRegistryRows(reader);
				if (unfinished) throw halfFilled();
				if (filled) {
					tell('skipped: the registry has rows');
					return;
				}
				await stoppable(new AbortController(), async signal => {
					try {
						seeded = await seedRows(
							registry.connection,
							(step, detail) => progress([step, detail].filter(Boolean).join(', ')),
							signal,
						);
					} catch (error) {
						if (signal.aborted) process.stderr.write(`pgdeck: Cancelled. ${incomplete}.\n`);
						throw error;
					}
				});
				tell('5 tenants, 40 servers and a day of requests');
			})
			.catch((error: unknown) => {
				throw asUserError(error, incomplete);
			});
	} else {
		await phases.run('Sample data', async tell => {
			if ((await readRegistryRows(reader)).unfinished) throw halfFilled();
			tell('skipped: --production');
		});
	}
	await gatherStatistics(registry, phases, seeded);
}

/** Leftovers of a failed run look like rows of the registry, so neither mode may go on. */
const halfFilled = () =>
	new UserError(
		'The sample data of an earlier run is incomplete. Drop the database and run the command again.',
	);

/** Refuses a database with the tables of another tool, which pgdeck optimize completes one by one. */
async function refuseOthers({reader}: Connected): Promise<void> {
	const [{found}, ledger] = await Promise.all([lookAtPack(reader), readLedger(reader)]);
	const others = found.relations.filter(
		({kind, ownTable, parent}) => 'rp'.includes(kind) && !ownTable && parent === null,
	);
	if (ledger.kind === 'absent' && others.length > 0) {
		const names = others.slice(0, 3).map(({name}) => shortName(name));
		throw new RefusedError(
			`Another tool has created tables here (${names.join(', ')}). To complete them, run: pgdeck optimize`,
		);
	}
}

/** @throws {UserError} naming the first missing object */
async function verify({reader}: Connected): Promise<string> {
	const {findings} = (await lookAtPack(reader)).comparison;
	// A role without CREATEROLE gets a registry without the pack's roles, which works.
	const rolesLeft = findings.some(({fact, standing}) => fact.kind === 'grant' && standing.state === 'left');
	const missing = findings.filter(
		({fact, standing}) =>
			!['there', 'equivalent', 'others'].includes(standing.state) && !(rolesLeft && fact.kind === 'grant'),
	);
	const [first] = missing;
	if (first) {
		const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
		throw new UserError(
			`The registry is incomplete: the ${first.fact.kind} ${shortName(first.fact.name)}${more} is missing. For all of it, run: pgdeck optimize --dry-run`,
		);
	}
	const count = (kind: string) => findings.filter(({fact}) => fact.kind === kind).length;
	return `${count('relation')} tables and views, ${count('index')} indexes, ${count('function')} functions${rolesLeft ? ', without the roles pgdeck_monitor and pgdeck_operator' : ''}`;
}

/** The most tables in one plan, as in upkeep. */
const most = 2000;

/**
Gathers the statistics that the pack's last step could not: of its ledger and of rows inserted since. No counter marks a
partitioned table with new rows as due, so after sample data every table is analyzed.
@param seeded the sessions that wrote the sample data
*/
export async function gatherStatistics(
	registry: Connected,
	phases: Phases,
	seeded: readonly number[],
): Promise<void> {
	const {reader} = registry;
	await until(async () => !(await areSessionsLeft(reader, seeded)));
	await phases.act('Gather statistics', registry, {action: 'optimize'});
	const tables = await readRawTables(reader, seeded.length > 0, most);
	const allowed = tables.filter(({mayAnalyze}) => mayAnalyze).map(({oid}) => oid);
	if (allowed.length === 0) return;
	await phases.act('Analyze the remaining tables', registry, {action: 'analyze-tables', tables: allowed});
	// Up to PostgreSQL 14 the statistics collector updates the counters with a delay.
	await until(async () => (await readRawTables(reader, false, 1)).every(({mayAnalyze}) => !mayAnalyze));
}

/** Waits at most five seconds, because ongoing writes make tables due again. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let turn = 0; turn < 50 && !(await isSo()); turn++) await wait(100);
}
