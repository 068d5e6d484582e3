import type {Coded} from '../../format/coded.ts';
import {bytes, plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type DropFacts, readDropFacts, readIndexState} from '../../queries/indexes/action-indexes.ts';
import type {IndexCatalogRow} from '../../queries/indexes/indexes.ts';
import {readStatisticsSince, type StatisticsSince} from '../../queries/statistics-since.ts';
import {type ActionTable, readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Unit, UnitDraft} from '../engine/plan.ts';
import {
	cautionChecks,
	dropReasons,
	expressionChecks,
	savingChecks,
	scansCheck,
	withoutTwins,
} from './drop-checks.ts';
import {
	againCheck,
	countedElsewhere,
	type DropEvidence,
	evidenceChecks,
	formerUseOf,
	ownCountersCheck,
} from './drop-evidence.ts';
import {dropping, undoStatements} from './drop-statements.ts';
import {type CountedElsewhere, type Elsewhere, openElsewhere, scansSince} from './elsewhere.ts';
import {planChanges} from './plan-changes.ts';
import {said} from './words.ts';

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
	/** The scans that standbys had counted, read again before its turn. */
	readonly elsewhere?: ReadonlyArray<{readonly node: string; readonly scans: number}>;
	/** For the watch after a drop: the table, and how often it was scanned a second until then. */
	readonly watch?: {readonly table: number; readonly perSecond: number | null};
};

/**
Drops unused indexes CONCURRENTLY, one after the other. Each is checked again right before its turn, here and on the
standbys that were asked: a scan after the plan, a new constraint or another index under its oid stops the drop.
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
			throw new RefusedError('None of these indexes exists any more. Refresh the list.');
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
					? [warn(said('indexes-gone', {missing: oids.length - present.length}))]
					: []),
				...left,
				...chosen.flatMap(item => {
					const {oid, scans, plainName} = item.facts;
					return [
						scansCheck(item, formerUseOf(evidence, oid, scans, now)),
						...dropReasons(item).map(reason => block(reason, {object: sanitize(plainName)})),
						...cautionChecks(item),
						...(evidence ? evidenceChecks(evidence, oid, sanitize(plainName), now) : []),
					];
				}),
				...(await expressionChecks(reader, chosen, server.versionNumber)),
				...(await savingChecks(reader, tables, chosen, since)),
				...changes.checks,
				...(evidence ? againCheck(evidence) : [ownCountersCheck(since, now)]),
			],
		});
	},
	open: ({server, connection, replicas}) => openElsewhere(server, connection, replicas),
	async verify(reader, {target, undo}, elsewhere) {
		const item = await readDropFacts(reader, target.oid);
		if (!item) return said('index-gone');
		if (item.facts.name !== target.name) return said('index-renamed', {name: sanitize(item.facts.name)});
		const scans = scansSince(target.scans, item.facts.scans, target.ownScans);
		if (scans > 0) return said('used-since-plan', {scans});
		if (String(undoStatements(item.facts)) !== String(undo)) return said('index-changed');
		// This plan may just have dropped the other index of that foreign key.
		const {onlySupportOf} = item.catalog;
		if (onlySupportOf !== null && onlySupportOf !== target.aloneServes)
			return said('only-foreign-key-index', {foreignKeys: onlySupportOf});
		const [blocked] = dropReasons(item);
		return blocked ?? elsewhere.obstacle(target.oid, target.elsewhere ?? []);
	},
	async meanwhile(reader, {target}) {
		return said(dropStates[await readIndexState(reader, target.oid)]);
	},
	outcome: dropOutcome,
};

/** The states of an index during DROP INDEX CONCURRENTLY: a cancel has another effect in each. */
const dropStates = {valid: 'drop-waiting', invalid: 'drop-invalid', gone: 'drop-gone'} as const;

type Watch = IndexTarget['watch'];

/** The scan rate of its table before the drop, to compare with afterwards. */
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
		statements: [{...dropping(facts.name, facts.table), on: [facts.table]}],
		record: [],
		undo: undoStatements(facts),
	};
}

async function dropOutcome(reader: Reader, {target, id}: Unit<IndexTarget>): Promise<Coded | undefined> {
	const state = await readIndexState(reader, target.oid);
	if (state === 'gone') return undefined;
	return state === 'valid' ? said('unchanged') : said('left-invalid', {undo: `pgdeck indexes undo ${id}`});
}
