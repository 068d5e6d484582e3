import {dropBlockers, dropCautions, indexCategory, indexDoubts} from '../../domain/indexes/droppable.ts';
import {countedFor, countedSince} from '../../domain/indexes/evidence-age.ts';
import {bytes, count, plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type DropFacts, readDropFacts, readIndexState} from '../../queries/indexes/drop-facts.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import {readStatisticsSince, type StatisticsSince} from '../../queries/statistics-since.ts';
import {type ActionTable, readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, Unit, UnitDraft} from '../engine/plan.ts';
import {savingChecks, withoutTwins} from './drop-checks.ts';
import {
	againCheck,
	countedElsewhere,
	type DropEvidence,
	evidenceChecks,
	formerUseOf,
} from './drop-evidence.ts';
import {expressionChecks} from './drop-statistics.ts';
import {type CountedElsewhere, type Elsewhere, openElsewhere, scansSince} from './elsewhere.ts';
import {planChanges} from './plan-changes.ts';
import {undoStatements} from './undo-statements.ts';

export type DropRequest = {
	readonly action: 'drop-indexes';
	readonly oids: readonly number[];
	readonly evidence?: DropEvidence;
};

type IndexTarget = {
	readonly kind: 'index';
	readonly oid: number;
	readonly name: string;
	readonly scans: number;
	/** Scans beyond `scans` that planning statements for the plan has made. */
	readonly ownScans?: number;
	/** The foreign key that only this index served, as the plan has said. */
	readonly aloneServes?: string;
	/** What standbys had counted of it: asked again before its turn. */
	readonly elsewhere?: ReadonlyArray<{readonly node: string; readonly scans: number}>;
	/** For the watch after a drop: the table, and how often it was scanned a second until then. */
	readonly watch?: {readonly table: number; readonly perSecond: number | null};
};

/**
Drops unused indexes CONCURRENTLY, one after the other. Each is looked at again right before its turn, here and on the
standbys that were asked: a scan since the plan, a new constraint on it or another index under its oid stops it.
*/
export const dropIndexes: Action<DropRequest, IndexTarget, Elsewhere> = {
	id: 'drop-indexes',
	title: 'Drop unused indexes',
	async plan(context, {oids, evidence}) {
		const {reader, connection, server, now} = context;
		const [since, found] = await Promise.all([
			readStatisticsSince(reader),
			Promise.all(oids.map(oid => readDropFacts(reader, oid))),
		]);
		const present = found.flatMap(item => (item ? [item] : []));
		if (present.length === 0)
			throw new RefusedError('None of these indexes is here any more. Refresh the list.');
		const {chosen, left} = await withoutTwins(reader, present);
		const size = chosen.reduce((sum, {facts}) => sum + facts.sizeBytes, 0);
		const tables = await readActionTables(reader, [...new Set(chosen.map(({catalog}) => catalog.tableOid))]);
		const changes = await planChanges(connection, chosen, server.versionNumber);
		return createPlan(dropIndexes, context, {
			title: `Drop ${plural(chosen.length, 'unused index', 'unused indexes')}, ${bytes(size)}`,
			risk: 'high',
			units: chosen.map(({facts, catalog}) => {
				const table = tables.find(({oid}) => oid === catalog.tableOid);
				return unit(facts, catalog, {
					watch: table && watchOf(table, since, now),
					elsewhere: countedElsewhere(evidence, facts.oid),
					ownScans: changes.ownScans.get(facts.oid) ?? 0,
				});
			}),
			checks: [
				...(present.length < oids.length
					? [{name: 'gone', verdict: 'warn' as const, detail: 'some of the indexes are not here any more'}]
					: []),
				...left,
				...chosen.flatMap(({facts, catalog}) => [
					scansCheck(facts, catalog, formerUseOf(evidence, facts.oid, facts.scans, now)),
					...indexChecks(facts, catalog),
					...(evidence ? evidenceChecks(evidence, facts.oid, sanitize(facts.plainName), now) : []),
				]),
				...(await expressionChecks(reader, chosen, server.versionNumber)),
				...(await savingChecks(reader, tables, chosen, since)),
				...changes.checks,
				...(evidence ? againCheck(evidence) : [ownEvidence(since, now)]),
			],
		});
	},
	open: ({server, connection, replicas}) => openElsewhere(server, connection, replicas),
	async verify(reader, {target, undo}, elsewhere) {
		const item = await readDropFacts(reader, target.oid);
		if (!item) return 'it is not here any more';
		if (item.facts.name !== target.name) return `it is called ${sanitize(item.facts.name)} now`;
		const scans = scansSince(target.scans, item.facts.scans, target.ownScans);
		if (scans > 0) return `it was used ${plural(scans, 'time')} since the plan was made`;
		if (String(undoStatements(item.facts)) !== String(undo)) return 'it was changed since the plan was made';
		// The other index that served it may have gone right before, by this very plan.
		const {onlySupportOf} = item.catalog;
		if (onlySupportOf !== null && onlySupportOf !== target.aloneServes)
			return `by now it alone serves the foreign key ${onlySupportOf}: without it, deletes on the other table scan this one`;
		const blocked = indexChecks(item.facts, item.catalog).find(({verdict}) => verdict === 'block');
		return blocked?.detail ?? elsewhere.obstacle(target.oid, target.elsewhere ?? []);
	},
	async meanwhile(reader, {target}) {
		return dropStates[await readIndexState(reader, target.oid)];
	},
	outcome: dropOutcome,
};

/** A drop CONCURRENTLY goes through these, and a cancel does another thing in each. */
const dropStates = {
	valid: 'waiting: the index is valid and in use still; a cancel leaves it as it was',
	invalid:
		'INVALID: no query uses it any more, writes keep it still; a cancel leaves it so, to be dropped again or brought back',
	gone: 'gone: undo builds it again',
} as const;

type Watch = IndexTarget['watch'];

/** How often its table was scanned until now, to tell what the drop has changed. */
function watchOf({oid, sequentialScans}: ActionTable, {at}: StatisticsSince, now: Date): Watch {
	const overMs = at === null ? 0 : now.getTime() - at.getTime();
	return {table: oid, perSecond: overMs > 0 ? (sequentialScans * 1000) / overMs : null};
}

function unit(
	facts: DropFacts,
	{onlySupportOf}: IndexCatalogRow,
	{watch, elsewhere, ownScans}: {watch: Watch; elsewhere: readonly CountedElsewhere[]; ownScans: number},
): UnitDraft<IndexTarget> {
	return {
		title: `Drop index ${sanitize(facts.name)}`,
		target: {
			...{kind: 'index', oid: facts.oid, name: facts.name, scans: facts.scans},
			...(onlySupportOf === null ? {} : {aloneServes: onlySupportOf}),
			...(ownScans === 0 ? {} : {ownScans}),
			...(elsewhere.length === 0 ? {} : {elsewhere}),
			...(watch ? {watch} : {}),
		},
		transactional: false,
		statements: [
			{
				text: `DROP INDEX CONCURRENTLY ${facts.name}`,
				lock: 'SHARE UPDATE EXCLUSIVE',
				on: [facts.table],
			},
		],
		record: [],
		undo: undoStatements(facts),
	};
}

/** What its scans say. Those of a plan are not judged again before its turn: any that was added since stops it. */
function scansCheck(facts: DropFacts, {valid}: IndexCatalogRow, former: string | undefined): Check {
	const name = sanitize(facts.plainName);
	const {scans, sizeBytes} = facts;
	const warn = (detail: string): Check => ({name, verdict: 'warn', detail: `${name}: ${detail}`});
	switch (indexCategory(scans)) {
		case 'Unused':
			return former === undefined
				? {name, verdict: 'pass', detail: `${name}: no scans, ${bytes(sizeBytes)}`}
				: warn(former);
		case 'Low usage':
			return warn(former ?? `${plural(scans, 'scan')}: someone uses it, if seldom`);
		case 'Active':
			if (!valid) return warn(`${count(scans)} scans, before it was INVALID`);
			return former === undefined
				? {name, verdict: 'block', detail: `${name} is in use: ${count(scans)} scans`}
				: warn(former);
	}
}

function indexChecks(facts: DropFacts, catalog: IndexCatalogRow): Check[] {
	const name = sanitize(facts.plainName);
	const use = {scans: facts.scans, tuplesRead: facts.tuplesRead, lastScan: null};
	return [
		...dropBlockers(catalog).map(
			(reason): Check => ({name, verdict: 'block', detail: `${name}: ${reason.text}`}),
		),
		...(catalog.owned
			? []
			: [
					{
						name,
						verdict: 'block' as const,
						detail: `${name}: this role does not own its table. Connect as the owner or a superuser.`,
					},
				]),
		...[...dropCautions(catalog, use), ...indexDoubts(catalog, use)].map(
			(reason): Check => ({name, verdict: 'warn', detail: `${name}: ${reason.text}`}),
		),
	];
}

/** How old the evidence is that "unused" rests on, said aloud: counters are of this node only. */
function ownEvidence(since: StatisticsSince, now: Date): Check {
	return {
		name: 'evidence',
		verdict: 'warn',
		detail: `scans of ${countedFor(since, now)}, counted ${countedSince(since)}, and those of this node only: a replica that uses an index does not show here`,
	};
}

async function dropOutcome(reader: Reader, {target, id}: Unit<IndexTarget>): Promise<string | undefined> {
	const state = await readIndexState(reader, target.oid);
	if (state === 'gone') return undefined;
	return state === 'valid'
		? 'the index is unchanged'
		: `the index is INVALID: queries do not use it, writes still pay for it. Drop it again, or bring it back with: pgdeck indexes undo ${id}`;
}
