import type {Request} from '../actions/table.ts';
import {parseSettings} from '../actions/tables/settings-names.ts';
import {parseVacuumOptions, type VacuumOptions} from '../actions/vacuum/vacuum-options.ts';
import {encodeSnapshot, type Snapshot} from '../domain/snapshot/schema.ts';
import {aroundOf, causesOf} from '../domain/tables/causes.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {evidenceOf} from '../domain/tables/verdict.ts';
import {holderWords} from '../domain/vacuum/held.ts';
import {identifier} from '../format/identifier.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {listSection} from './list.ts';
import {measureNamed} from './measure.ts';
import {findAll} from './named.ts';
import {planAction, runAction} from './run-action.ts';
import {takeSample} from './sampling.ts';
import {planText} from './text/plan.ts';
import {type Flags, wordsOf} from './usage.ts';

const naming = ['vacuum', 'analyze', 'reindex', 'settings', 'advice'] as const;

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'measure'; name: string; connection: string | undefined}
	| {verb: (typeof naming)[number]; names: readonly string[]; connection: string | undefined}
	| {verb: 'undo'; id: string; connection: string | undefined};

export async function tablesCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	checkFlags(asked.verb, flags);
	// What was typed is read before a server is asked.
	const options = parseVacuumOptions(flags.with ?? '');
	const change = asked.verb === 'settings' ? parseSettings(flags.set ?? '') : {set: {}, reset: []};
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		if (asked.verb === 'measure') return await measureNamed(asked.name, connected, flags);
		if (asked.verb === 'list') {
			return flags.json
				? await listWithEvidence(connected, settings)
				: await listSection('tables', connected, settings, flags);
		}
		const request = await requestOf(asked, connected, options, change);
		if (request.action !== 'repack-advice') return await runAction(request, connected, settings, flags);
		// Nothing to run: it is read, and that is that.
		const plan = await planAction(request, connected, settings);
		if (plan instanceof Error) throw plan;
		process.stdout.write(flags.json ? `${JSON.stringify(plan, null, '\t')}\n` : `${planText(plan)}\n`);
		return 0;
	} finally {
		await connected.reader.close();
	}
}

async function requestOf(
	asked: Exclude<Asked, {verb: 'list' | 'measure'}>,
	{reader}: Connected,
	options: VacuumOptions,
	change: ReturnType<typeof parseSettings>,
): Promise<Request> {
	if (asked.verb === 'undo') return {action: 'table-settings', undoOf: asked.id};
	const tables = await findAll(reader, 'table', asked.names);
	switch (asked.verb) {
		case 'vacuum':
			return {action: 'vacuum', tables, options};
		case 'analyze':
			return {action: 'analyze-tables', tables};
		case 'reindex':
			return {action: 'reindex', tables};
		case 'settings':
			return {action: 'table-settings', tables, ...change};
		case 'advice':
			return {action: 'repack-advice', table: tables[0] ?? 0};
	}
}

function checkFlags(verb: Asked['verb'], flags: Flags): void {
	if (flags.with !== undefined && verb !== 'vacuum')
		throw new UsageError('--with is an option of pgdeck tables vacuum.');
	if (flags.set !== undefined && verb !== 'settings')
		throw new UsageError('--set is an option of pgdeck tables settings.');
	if (flags.set === undefined && verb === 'settings')
		throw new UsageError("Give settings: --set 'autovacuum_vacuum_scale_factor=0.02, reset NAME'");
}

/** What the words ask for. */
export function understand(input: readonly string[]): Asked {
	const {verb, named, names, connection} = wordsOf(input, ['list', 'measure', 'undo'], naming);
	if (named !== undefined) {
		if (names.length === 0) throw new UsageError(`Name the tables: pgdeck tables ${named} NAME…`);
		if (named === 'advice' && names.length > 1)
			throw new UsageError('Name one table: pgdeck tables advice NAME');
		return {verb: named, names, connection};
	}
	if (verb === 'measure') {
		const [name, database, extra] = names;
		if (name === undefined || extra !== undefined || (connection !== undefined && database !== undefined))
			throw new UsageError('Name one table or index: pgdeck tables measure NAME');
		return {verb, name, connection: connection ?? database};
	}
	if (verb === 'undo') {
		const [id, database, extra] = names;
		if (id === undefined || extra !== undefined)
			throw new UsageError(
				'Give the ID of one change of settings, as pgdeck journal shows it: pgdeck tables undo ID',
			);
		return {verb, id, connection: connection ?? database};
	}
	const [database, extra] = names;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck tables --help.`);
	if (connection !== undefined && database !== undefined)
		throw new UsageError(`"${database}" is one argument too many. See pgdeck tables --help.`);
	return {verb: 'list', connection: connection ?? database};
}

/** The section as a snapshot has it, each row with the evidence behind its verdict, and what fits it. */
export async function listWithEvidence(connected: Connected, settings: Settings): Promise<number> {
	const snapshot = await takeSample(['tables', 'vacuum', 'indexes'], connected, settings);
	const {tables} = snapshot.sections;
	const encoded = (encodeSnapshot(snapshot) as {sections: {tables: object}}).sections.tables;
	if (tables.status !== 'ok') {
		process.stdout.write(`${JSON.stringify(encoded, null, '\t')}\n`);
		return 1;
	}
	const ages = {sampledAt: tables.sampledAt, ...tables.value};
	const {value, ...section} = encoded as {value: {rows: object[]}};
	const rows = value.rows.map((row, index) => {
		const known = tables.value.rows[index];
		return known ? {...row, evidence: evidenceOf(known, ages), causes: toldCauses(known, snapshot)} : row;
	});
	process.stdout.write(`${JSON.stringify({...section, value: {...value, rows}}, null, '\t')}\n`);
	return 0;
}

/** What is the matter with a table and what fits, the most pressing first; whom it takes to end first, by name. */
function toldCauses(table: TableStatus, {sections, takenAt}: Snapshot) {
	return causesOf(table, aroundOf(sections, table.oid, takenAt)).map(
		({cause, action, reason, indexes, holders}) => ({
			...{cause, action, reason},
			...(indexes
				? {indexes: indexes.map(({schema, name}) => `${identifier(schema)}.${identifier(name)}`)}
				: {}),
			...(holders ? {heldBy: holders.map(holderWords)} : {}),
		}),
	);
}
