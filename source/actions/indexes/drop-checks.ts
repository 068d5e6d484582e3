import {dropBlockers, dropCautions, indexCategory, indexDoubts} from '../../domain/indexes/droppable.ts';
import {keptFor, standIns} from '../../domain/indexes/duplicates.ts';
import {countedSince} from '../../domain/indexes/evidence-age.ts';
import type {Caution} from '../../domain/indexes/words.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {DropFacts} from '../../queries/indexes/action-indexes.ts';
import {type IndexExpression, readIndexExpressions} from '../../queries/indexes/index-expressions.ts';
import {readIndexShapes} from '../../queries/indexes/index-shapes.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {block, info, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {waitChecks} from '../tables/table-checks.ts';
import {said} from './words.ts';

/** An index chosen for a drop. */
export type Dropped = {readonly facts: DropFacts; readonly catalog: IndexCatalogRow};

/**
Of two indexes that serve the same queries the planner uses one: without both, those queries have none.
@returns the indexes to drop, and a check for each one left out for them
*/
export async function withoutTwins<Item extends Dropped>(
	reader: Reader,
	found: readonly Item[],
): Promise<{chosen: Item[]; left: Check[]}> {
	const oids = found.map(({facts}) => facts.oid);
	const staying = keptFor(oids, standIns(await readIndexShapes(reader, oids)));
	const nameOf = (oid: number) => sanitize(found.find(({facts}) => facts.oid === oid)?.facts.name ?? '');
	return {
		chosen: found.filter(({facts}) => !staying.has(facts.oid)),
		left: [...staying].map(([other, oid]) =>
			warn(said('twin-kept', {dropped: nameOf(oid)}), {object: nameOf(other), title: 'left out'}),
		),
	};
}

/** The scans of an index. Right before its turn only scans after the plan count. */
export function scansCheck({facts, catalog}: Dropped, former: Caution | undefined): Check {
	const about = {object: sanitize(facts.plainName)};
	const {scans, sizeBytes} = facts;
	const formerly = former && warn(former, {...about, title: 'in use before'});
	switch (indexCategory(scans)) {
		case 'Unused':
			return formerly ?? pass(said('no-scans', {sizeBytes}), about);
		case 'Low usage':
			return formerly ?? warn(said('few-scans', {scans}), {...about, title: 'few scans'});
		case 'Active':
			if (!catalog.valid) return warn(said('scans-before-invalid', {scans}), about);
			return formerly ?? block(said('in-use', {scans}), about);
	}
}

/** Why an index must not be dropped by this role. */
export function dropReasons({catalog}: Dropped): Coded[] {
	return [...dropBlockers(catalog), ...(catalog.owned ? [] : [said('not-owner')])];
}

export function cautionChecks({facts, catalog}: Dropped): Check[] {
	const {scans, tuplesRead, plainName} = facts;
	const use = {scans, tuplesRead, lastScan: null};
	return [...dropCautions(catalog, use), ...indexDoubts(catalog, use)].map(reason =>
		warn(reason, {object: sanitize(plainName)}),
	);
}

/** The space gained, and the sessions that the first drop would wait for. */
export async function savingChecks(
	reader: Reader,
	tables: readonly ActionTable[],
	chosen: readonly Dropped[],
	since: StatisticsSince,
): Promise<Check[]> {
	return [
		...tables.map(table => saving(table, chosen, since)),
		// It waits for every session with the table open, readers too, and blocks none of them.
		...(await waitChecks(
			reader,
			tables.map(({oid}) => oid),
			'ACCESS EXCLUSIVE',
		)),
	];
}

function saving(
	{oid, name, indexes, indexedWrites}: ActionTable,
	chosen: readonly Dropped[],
	since: StatisticsSince,
): Check {
	const own = chosen.filter(({catalog}) => catalog.tableOid === oid);
	const gain = {
		sizeBytes: own.reduce((sum, {facts}) => sum + facts.sizeBytes, 0),
		dropped: own.length,
		indexes,
		writes: indexedWrites,
		counted: countedSince(since),
	};
	return info(said('saving', gain), {object: sanitize(name)});
}

/**
How to keep the planner statistics of an expression that go with its index: without them the planner assumes 0.5 % of the
rows for any value. Advice, not a step: an index that nothing uses may need none.
*/
export async function expressionChecks(
	reader: Reader,
	chosen: readonly Dropped[],
	versionNumber: number,
): Promise<Check[]> {
	const going = chosen.map(({facts}) => facts.oid);
	const checks: Check[] = [];
	for (const {facts, catalog} of chosen) {
		if (!catalog.expression) continue;
		const expressions = await readIndexExpressions(reader, facts.oid, going, versionNumber);
		checks.push(...expressions.map(item => expressionCheck(facts, item)));
	}
	return checks;
}

function expressionCheck({plainName, statistics}: DropFacts, found: IndexExpression): Check {
	const about = {object: sanitize(plainName), title: 'expression statistics'};
	const expression = sanitize(found.expression);
	const {place, keptBy, name, table} = found;
	if (keptBy !== null) return pass(said('statistics-kept', {expression, keptBy: sanitize(keptBy)}), about);
	if (name === null) return warn(said('statistics-lost', {expression}), about);
	const target = statistics.find(({column}) => column === place)?.target;
	const keep = [
		`CREATE STATISTICS ${name} ON ${found.expression} FROM ${table}`,
		...(target === undefined ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${target}`]),
		`ANALYZE ${table}`,
	].join('; ');
	return warn(said('statistics-at-risk', {expression, keep: sanitize(keep), name: sanitize(name)}), about);
}
