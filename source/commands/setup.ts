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
import {sanitise} from '../terminal/sanitise.ts';
import {type Connected, connect} from './connect.ts';
import {openPhases, type Phases} from './setup-phases.ts';
import {stoppable} from './signals.ts';
import type {Flags} from './usage.ts';

/** From an empty server to a registry that is there, checked and known to the planner. Each phase leaves alone what is done. */
export async function setupCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck setup --help.`);
	if (Boolean(flags.sample) === Boolean(flags.production)) {
		throw new UsageError('Say what it is for: pgdeck setup --sample, or pgdeck setup --production.');
	}
	const settings = resolveSettings(text, flags, process.env, packSet());
	const sample = flags.sample === true;
	if (settings.readOnly)
		throw new RefusedError('pgdeck runs read only. Start it without --read-only to change anything.');
	const phases = openPhases(settings, {asks: !sample && !flags.yes});
	const connected = await phases.run('Reach the server', tell => reach(settings, sample, tell));
	const registry = connected.there ?? (await createIn(connected.server, settings, phases));
	if (connected.there)
		phases.passed('Create the database', `${sanitise(settings.connection.database)} is there`);
	try {
		await setUp(registry, sample, phases);
		return 0;
	} finally {
		await registry.reader.close();
	}
}

type Reached =
	| {there: Connected; server?: undefined}
	/** Another database of the server, to create the wanted one from. */
	| {there?: undefined; server: Connected};

/** Databases that every server has, unless somebody has dropped the first. */
const maintenance = ['postgres', 'template1'];

async function reach(settings: Settings, sample: boolean, tell: (detail: string) => void): Promise<Reached> {
	const {connection, productionPatterns} = settings;
	const names = [...connection.hosts, connection.database, connection.service ?? ''];
	if (sample && names.some(name => productionPatterns.some(pattern => matches(pattern, name)))) {
		throw new RefusedError(
			'This is a production server by its name, where sample data have no place. Use --production.',
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
				`The sample data are written by a superuser only, past triggers and foreign keys. Connect as one, or use --production and fill it otherwise.`,
			);
		}
	} catch (error) {
		await (reached.there ?? reached.server).reader.close();
		throw error;
	}
	tell(`PostgreSQL ${server.version} at ${server.host}:${server.port}, as ${sanitise(server.user)}`);
	return reached;
}

/** @returns undefined where there is no such database */
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
		`There is no database ${sanitise(settings.connection.database)}, and none of ${maintenance.join(' and ')} to create it from. Create it by hand: CREATE DATABASE.`,
	);
}

async function createIn(server: Connected, settings: Settings, phases: Phases): Promise<Connected> {
	const {database} = settings.connection;
	try {
		await phases.act('Create the database', server, {action: 'create-database', name: database});
	} finally {
		await server.reader.close();
	}
	// With the password that was typed, if any.
	return connect({...settings, connection: {...server.connection, database}}, 'analytics');
}

const incomplete = 'The sample data are not complete. Drop the database and run this again';

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
					tell('left out: the registry has rows already');
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
			tell('left out: this is for production');
		});
	}
	await gatherStatistics(registry, phases, seeded);
}

/** Neither sample nor production: what is there of them looks like rows of the registry. */
const halfFilled = () =>
	new UserError('The sample data of an earlier run are not complete. Drop the database and run this again.');

/** Tables of another tool are for optimize, which looks at each of them. */
async function refuseOthers({reader}: Connected): Promise<void> {
	const [{found}, ledger] = await Promise.all([lookAtPack(reader), readLedger(reader)]);
	const others = found.relations.filter(
		({kind, ownTable, parent}) => 'rp'.includes(kind) && !ownTable && parent === null,
	);
	if (ledger.kind === 'absent' && others.length > 0) {
		const names = others.slice(0, 3).map(({name}) => shortName(name));
		throw new RefusedError(
			`Another tool has made tables here already (${names.join(', ')}). To build what they lack, run: pgdeck optimize`,
		);
	}
}

/** @throws {UserError} with what is not there */
async function verify({reader}: Connected): Promise<string> {
	const {findings} = (await lookAtPack(reader)).comparison;
	// Who may not make roles has a registry without them, which works all the same.
	const rolesLeft = findings.some(({fact, standing}) => fact.kind === 'grant' && standing.state === 'left');
	const missing = findings.filter(
		({fact, standing}) =>
			!['there', 'equivalent', 'others'].includes(standing.state) && !(rolesLeft && fact.kind === 'grant'),
	);
	const [first] = missing;
	if (first) {
		const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
		throw new UserError(
			`Not all of the pack is there: ${first.fact.kind} ${shortName(first.fact.name)}${more}. See pgdeck optimize --dry-run.`,
		);
	}
	const count = (kind: string) => findings.filter(({fact}) => fact.kind === kind).length;
	return `${count('relation')} tables and views, ${count('index')} indexes, ${count('function')} functions${rolesLeft ? '; without the roles pgdeck_monitor and pgdeck_operator' : ''}`;
}

/** Tables of one plan, as many as upkeep takes. */
const most = 2000;

/**
Gathers what the pack's own last step could not: of its ledger, which came before it, and of rows that came after it. A
partitioned table with new rows is due by no counter, so after sample data it is all tables.
@param seeded the sessions that have written sample data just now
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
	await phases.act('Gather those of the rest', registry, {action: 'analyze-tables', tables: allowed});
	// Up to 14 the counters are written by a process of their own, a moment later.
	await until(async () => (await readRawTables(reader, false, 1)).every(({mayAnalyze}) => !mayAnalyze));
}

/** At most some seconds: who goes on writing makes tables due again. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let turn = 0; turn < 50 && !(await isSo()); turn++) await wait(100);
}
