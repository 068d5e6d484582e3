import {namesOf} from '../../migrations/parse/explainable.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {
	explainGeneric,
	forgetPlans,
	type GenericPlan,
	inPassing,
	readOwnScans,
} from '../../queries/statements/generic-plan.ts';
import {
	type KnownStatement,
	type PlanPlaces,
	readHiddenTexts,
	readOwnNames,
	readPlanPlaces,
	readStatementsOn,
} from '../../queries/statements/statement-plans.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {oneLine, sanitize} from '../../terminal/sanitize.ts';
import {pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import type {Dropped} from './drop-checks.ts';
import {said} from './words.ts';

/** Statements planned for one drop, over all its tables. */
const most = 20;

/** Planning time for all of them: the person waits for the drop plan. */
const patienceMs = 4000;

type PlanChanges = {
	readonly checks: readonly Check[];
	/** Scans that the planning itself made, by index. */
	readonly ownScans: ReadonlyMap<number, number>;
};
type Chosen = Pick<Dropped, 'facts'>;
type PlannedAgain = KnownStatement & {before: GenericPlan; after: GenericPlan | undefined};

/**
The statements whose plan uses an index to be dropped, with their cost without it: planned without values, on a read-only
connection of its own, and never run.
*/
export async function planChanges(
	connection: ConnectionSettings,
	chosen: readonly Chosen[],
	versionNumber: number,
): Promise<PlanChanges> {
	const reader = openReader(connection, 'analytics');
	try {
		const places = await readPlanPlaces(reader);
		if (places.statements === null) return unknown('requires pg_stat_statements in this database');
		// Settings of the session may reach another session there.
		if (reader.pooled) return unknown('the connection runs through a pooler');
		return await changes(reader, places, chosen, versionNumber);
	} catch (error) {
		// The drop plan is complete without it.
		return unknown(describeError(toServerError(error)));
	} finally {
		await reader.close();
	}
}

function unknown(reason: string): PlanChanges {
	return {checks: [warn(said('statements-unknown', {reason}))], ownScans: new Map()};
}

async function changes(
	reader: Reader,
	places: PlanPlaces,
	chosen: readonly Chosen[],
	versionNumber: number,
): Promise<PlanChanges> {
	const tables = [...new Set(chosen.map(({facts}) => facts.plainTable))];
	const known = new Map<string, KnownStatement>();
	for (const table of tables) {
		for (const item of await readStatementsOn(reader, places.statements ?? '', table, 3 * most)) {
			known.set(item.text, item);
		}
	}
	const {able, unable} = await plannable(reader, [...known.values()], tables);
	const hidden = await readHiddenTexts(reader, places.statements ?? '');
	const {planned, failed, ownScans} = await planAll(reader, places, able, chosen, versionNumber);
	const rest = restText(unable + failed, hidden);
	const uses = chosen.flatMap(({facts}) =>
		planned
			.filter(({before}) => before.reads(facts))
			.map(item => useCheck(sanitize(facts.name), item, places)),
	);
	const probes = chosen.flatMap(({facts}) => probeCheck(sanitize(facts.name), ownScans.get(facts.oid) ?? 0));
	return {checks: [...uses, ...restChecks(uses.length, planned.length, tables, rest), ...probes], ownScans};
}

/** Statements that could not be planned, as the end of a sentence. */
function restText(unplanned: number, hidden: number): string {
	const skipped =
		unplanned === 0 ? '' : `; ${unplanned} skipped: not plannable without values, or with functions of users`;
	const unreadable = hidden === 0 ? '' : `; ${hidden} of other roles unreadable: requires pg_read_all_stats`;
	return skipped + unreadable;
}

function restChecks(uses: number, planned: number, tables: readonly string[], rest: string): Check[] {
	if (uses > 0) return rest === '' ? [] : [warn(said('planned-statements', {planned, rest}))];
	return planned === 0
		? [warn(said('no-plannable-statement', {tables: sanitize(tables.join(', ')), rest}))]
		: [pass(said('no-statement', {planned, rest}))];
}

function useCheck(object: string, {text, calls, before, after}: PlannedAgain, places: PlanPlaces): Check {
	const facts = {
		...{statement: short(text), calls, cost: before.cost, costWithout: after?.cost ?? null},
		unknown: after === undefined ? hidingRequires(places) : null,
	};
	return warn(said('statement-uses-index', facts), {object, title: 'statements that use it'});
}

/** To estimate a range at the end of a column the planner reads the end of its index, which counts as a scan. */
function probeCheck(object: string, scans: number): Check[] {
	return scans === 0 ? [] : [pass(said('own-probes', {scans}), {object})];
}

function short(text: string): string {
	const shown = oneLine(sanitize(text));
	return shown.length > 120 ? `${shown.slice(0, 119)}…` : shown;
}

/** How an index could be hidden from the planner here: hypopg_hide_index came with hypopg 1.4. */
export function hidingRequires({installed, available}: Pick<PlanPlaces, 'installed' | 'available'>): string {
	const canHide = available !== null && isSince14(available);
	if (installed === null)
		return `requires hypopg 1.4 to hide the index${canHide ? '. Available on the server: CREATE EXTENSION hypopg;' : ''}`;
	return `requires hypopg 1.4 to hide the index, ${sanitize(installed)} is installed${canHide ? '. Available on the server: ALTER EXTENSION hypopg UPDATE;' : ''}`;
}

function isSince14(version: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 1 || (major === 1 && minor >= 4);
}

/**
Planning a statement runs its immutable functions with this role's rights, and its author may count on that. So pgdeck plans
only single queries that call nothing but PostgreSQL's own functions.
*/
async function plannable(
	reader: Reader,
	statements: readonly KnownStatement[],
	tables: readonly string[],
): Promise<{able: Array<KnownStatement & {parameters: number}>; unable: number}> {
	const able: Array<KnownStatement & {parameters: number}> = [];
	let unable = 0;
	for (const statement of statements) {
		if (able.length + unable >= most) break;
		const names = await namesOf(statement.text);
		// An unreadable statement may use the table; a utility statement, or one that only mentions the name, does not.
		if (names === 'unknown') {
			unable++;
			continue;
		}
		if (names === 'utility' || !names.relations.some(name => tables.includes(name))) continue;
		unable++;
		if (names.outside) continue;
		if ((await readOwnNames(reader, names.functions, names.operators)).length > 0) continue;
		unable--;
		able.push({...statement, parameters: names.parameters});
	}
	return {able, unable};
}

/**
Plans statements as they are, and without the indexes where hypopg can hide them: in one read-only transaction, each in a
savepoint that is rolled back, which releases its locks and keeps a failing one from affecting the others.
*/
async function planAll(
	reader: Reader,
	{hypopg}: PlanPlaces,
	statements: ReadonlyArray<KnownStatement & {parameters: number}>,
	chosen: readonly Chosen[],
	versionNumber: number,
): Promise<{planned: PlannedAgain[]; failed: number; ownScans: ReadonlyMap<number, number>}> {
	const planned: PlannedAgain[] = [];
	let ownScans: ReadonlyMap<number, number> = new Map();
	const deadline = Date.now() + patienceMs;
	const oids = chosen.map(({facts}) => facts.oid);
	await reader.read(sql =>
		sql.begin('read only', async transaction => {
			await transaction`select /* pgdeck */ set_config('statement_timeout', '500', true), set_config('lock_timeout', '100', true),
				set_config('plan_cache_mode', 'force_generic_plan', true)`;
			for (const statement of statements) {
				if (Date.now() > deadline) break;
				const {text, parameters} = statement;
				try {
					const plans = await inPassing(transaction, async inner => {
						const explain = () => explainGeneric(inner, text, parameters, versionNumber, 'VERBOSE, ');
						const before = await explain();
						const used = chosen.filter(({facts}) => before.reads(facts));
						let after: GenericPlan | undefined;
						if (hypopg !== null && used.length > 0) {
							for (const {facts} of used) {
								await inner`select /* pgdeck */ ${inner(hypopg)}.hypopg_hide_index(${facts.oid}::int8::oid)`;
							}
							after = await explain();
							for (const {facts} of used) {
								await inner`select /* pgdeck */ ${inner(hypopg)}.hypopg_unhide_index(${facts.oid}::int8::oid)`;
							}
						}
						return {before, after};
					});
					planned.push({...statement, ...plans});
				} catch (error) {
					if (isConnectionLoss(error)) throw error;
					// Its parameters have no type, its table is gone, or planning takes too long. Hiding survives a rollback.
					if (hypopg !== null)
						await transaction`select /* pgdeck */ ${transaction(hypopg)}.hypopg_unhide_all_indexes()`;
				}
			}
			ownScans = await readOwnScans(transaction, oids);
			await forgetPlans(transaction, versionNumber);
			return [];
		}),
	);
	return {planned, failed: statements.length - planned.length, ownScans};
}
