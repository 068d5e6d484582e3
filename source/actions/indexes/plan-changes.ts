import {count, plural} from '../../format/quantities.ts';
import {namesOf} from '../../migrations/parse/explainable.ts';
import {openReader, type Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import type {DropFacts} from '../../queries/indexes/drop-facts.ts';
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
import type {Check} from '../engine/plan.ts';
import {lackOfHiding} from './hidden-index.ts';
import {planAll} from './plan-statements.ts';

/** Statements that are planned for one drop, over all its tables. */
const most = 20;

type Dropped = {readonly facts: DropFacts};

/**
The statements whose plan has an index that is to go, and what they would cost without it: planned without values, on a
connection of its own, read only, and never run.
@returns what there is to say, and by index how many scans of it the planning was
*/
export async function planChanges(
	connection: ConnectionSettings,
	chosen: readonly Dropped[],
	versionNumber: number,
): Promise<PlanChanges> {
	const reader = openReader(connection, 'analytics');
	try {
		const places = await readPlanPlaces(reader);
		if (places.statements === null) {
			return none('n/a: it takes pg_stat_statements in this database to know its statements');
		}
		// What a session is told there may reach another one.
		if (reader.pooled) return none('n/a: a pooler stands between here and the server');
		return await changes(reader, places, chosen, versionNumber);
	} catch (error) {
		// It is only a look: the plan itself stands without it.
		return none(`n/a: ${describeError(toServerError(error))}`);
	} finally {
		await reader.close();
	}
}

type PlanChanges = {readonly checks: readonly Check[]; readonly ownScans: ReadonlyMap<number, number>};

function none(detail: string): PlanChanges {
	return {checks: [said(detail)], ownScans: new Map()};
}

function said(detail: string, verdict: Check['verdict'] = 'warn'): Check {
	return {name: 'statements', verdict, detail: `statements that use it: ${detail}`};
}

async function changes(
	reader: Reader,
	places: PlanPlaces,
	chosen: readonly Dropped[],
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
	const left = unable + failed;
	const cannotHide = `n/a: ${lackOfHiding(places)}`;
	const rest = `${left === 0 ? '' : `; ${left} more can't be planned without values, or call functions of their own`}${hidden === 0 ? '' : `; ${hidden} are other roles', whose texts take pg_read_all_stats`}`;
	const uses = chosen.flatMap(({facts}) =>
		planned.filter(({before}) => before.reads(facts)).map(item => ({name: sanitize(facts.name), item})),
	);
	const probed = chosen.flatMap(({facts}) => probeChecks(sanitize(facts.name), ownScans.get(facts.oid) ?? 0));
	if (uses.length === 0) {
		const checks =
			planned.length === 0
				? [
						said(
							`n/a: pg_stat_statements has none on ${sanitize(tables.join(', '))} that can be planned${rest}`,
						),
					]
				: [said(`none of ${planned.length} that pg_stat_statements knows${rest}`, 'pass')];
		return {checks: [...checks, ...probed], ownScans};
	}
	const checks = [
		...uses.map(({name, item: {text, calls, before, after}}): Check => {
			const cost = after === undefined ? cannotHide : `${count(Math.round(after.cost))}`;
			return {
				name,
				verdict: 'warn',
				detail: `${name} is in the plan of ${short(text)} (${plural(calls, 'call')}): cost ${count(Math.round(before.cost))}, without it ${cost}`,
			};
		}),
		...(rest === '' ? [] : [said(`looked at ${planned.length}${rest}`)]),
		...probed,
	];
	return {checks, ownScans};
}

/** To estimate a range at the end of a column the planner reads the end of its index, which the server counts as a scan. */
function probeChecks(name: string, scans: number): Check[] {
	return scans === 0
		? []
		: [
				said(
					`planning them has looked at the ends of ${name}, which the server counts as ${plural(scans, 'scan')}: that is no use of it`,
					'pass',
				),
			];
}

function short(text: string): string {
	const shown = oneLine(sanitize(text));
	return shown.length > 120 ? `${shown.slice(0, 119)}…` : shown;
}

/**
To plan a statement is to run the immutable functions in it, with this role's rights: whoever wrote it may have wished for
that. So only those are planned that are one query and call nothing but what PostgreSQL brings.
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
		// What can't be read may be of the table; a utility, and what has its name otherwise, is no use of it.
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
