import {planJson} from '../actions/engine/json.ts';
import type {Request} from '../actions/table.ts';
import {parseSettings} from '../actions/tables/settings-change.ts';

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
import {type Flags, onlyConnection, wordsOf} from './usage.ts';

const naming = ['vacuum', 'analyze', 'reindex', 'settings', 'advice'] as const;

type Asked =
	| {verb: 'list'; connection: string | undefined}
	| {verb: 'measure'; name: string; connection: string | undefined}
	| {verb: (typeof naming)[number]; names: readonly string[]; connection: string | undefined}
	| {verb: 'undo'; id: string; connection: string | undefined};

export async function tablesCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	checkFlags(asked.verb, flags);
	const options = parseVacuumOptions(flags.with ?? '');
	const change = asked.verb === 'settings' ? parseSettings(flags.set ?? '') : {set: {}, reset: []};
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		if (asked.verb === 'measure') return await measureNamed(asked.name, connected, flags);
		if (asked.verb === 'list') {
			return flags.json
				? await listAsJson(connected, settings)
				: await listSection('tables', connected, settings, flags);
		}
		const request = await requestOf(asked, connected, options, change);
		if (request.action !== 'repack-advice') return await runAction(request, connected, settings, flags);
		// Advice is a plan to read; nothing runs.
		const plan = await planAction(request, connected, settings);
		if (plan instanceof Error) throw plan;
		process.stdout.write(
			flags.json ? `${JSON.stringify(planJson(plan), null, '\t')}\n` : `${planText(plan)}\n`,
		);
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
		throw new UsageError('--with belongs to pgdeck tables vacuum.');
	if (flags.set !== undefined && verb !== 'settings')
		throw new UsageError('--set belongs to pgdeck tables settings.');
	if (flags.set === undefined && verb === 'settings')
		throw new UsageError(
			"No storage parameter is given. Give some: --set 'autovacuum_vacuum_scale_factor=0.02, reset NAME'",
		);
}

export function understand(input: readonly string[]): Asked {
	const {verb, named, names, connection} = wordsOf(input, ['list', 'measure', 'undo'], naming);
	if (named !== undefined) {
		if (names.length === 0)
			throw new UsageError(`No table is named. Give one or more: pgdeck tables ${named} NAME…`);
		if (named === 'advice' && names.length > 1)
			throw new UsageError('More than one table is named. Give one: pgdeck tables advice NAME');
		return {verb: named, names, connection};
	}
	if (verb === 'list') return {verb, connection: onlyConnection('tables', names, connection)};
	const [name, ...rest] = names;
	if (name === undefined) {
		throw new UsageError(
			verb === 'undo'
				? 'No change is named. Give the ID of one from pgdeck journal: pgdeck tables undo ID'
				: 'No table or index is named. Give one: pgdeck tables measure NAME',
		);
	}
	const from = onlyConnection('tables', rest, connection);
	return verb === 'undo' ? {verb, id: name, connection: from} : {verb: 'measure', name, connection: from};
}

/** Prints the section as JSON, each row with the evidence behind its verdict, its causes, and the actions that fit. */
export async function listAsJson(connected: Connected, settings: Settings): Promise<number> {
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
		return known ? {...row, evidence: evidenceOf(known, ages), causes: causesJson(known, snapshot)} : row;
	});
	process.stdout.write(`${JSON.stringify({...section, value: {...value, rows}}, null, '\t')}\n`);
	return 0;
}

/** The causes of a table's state, the most pressing first, each with the action that fits and the sessions in its way. */
function causesJson(table: TableStatus, {sections, takenAt}: Snapshot) {
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
