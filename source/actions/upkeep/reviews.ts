import sizesSql from '../../../sql/actions/upkeep-sizes.sql';
import {dropBlockers, indexCategory} from '../../domain/indexes/droppable.ts';
import {analyzeObstacle, callObstacle} from '../../domain/upkeep/rights.ts';
import {bytes, plural} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readIndexCatalog, readIndexCounters} from '../../queries/indexes/indexes.ts';
import {sqlBody} from '../../queries/statement.ts';
import {readRelations} from '../../queries/tables/relations-by-name.ts';
import {readRawRetentionDue, readRawTables, type StaleTable} from '../../queries/upkeep/upkeep.ts';
import type {Check, PlannedStatement} from '../engine/plan.ts';
import {said} from './words.ts';
import {
	blocked,
	info,
	noted,
	nothing,
	pass,
	safe,
	shownName,
	type UpkeepTarget,
	type Work,
	type WorkContext,
	warn,
} from './work.ts';

/** Tables of one plan. Further ones are for the next plan. */
const most = 2000;
const titles = {
	weekly: 'Weekly review: indexes',
	monthly: 'Monthly review: statistics and sizes',
	quarterly: 'Quarterly review: statistics, sizes, indexes and retention',
} as const;

type Found = {checks: Check[]; summary: Record<string, unknown>};

/**
Reviews. The plan shows the findings, and the run records them: weekly the indexes; monthly ANALYZE of due tables and the
size of every table; quarterly ANALYZE of all tables, sizes, indexes and retention. A review that skips tables for lack of
privileges is recorded with their number, and stays due.
*/
export const reviewWork: Work = {
	async plan(context, target, kind) {
		if (kind !== 'weekly' && kind !== 'monthly' && kind !== 'quarterly') return [];
		if (target !== '') return [];
		const needs =
			kind === 'weekly' ? (['note_upkeep'] as const) : (['note_upkeep', 'record_table_sizes'] as const);
		const obstacle = callObstacle(needs, context.objects, context.server);
		if (obstacle) return [blocked(kind, obstacle)];

		const found: Found[] = [];
		let statements: PlannedStatement[] = [];
		if (kind !== 'monthly') found.push(await indexReview(context));
		if (kind === 'quarterly') found.push(await retentionReview(context));
		if (kind !== 'weekly') {
			const tables = await readRawTables(context.reader, kind === 'quarterly', most);
			const analyzed = analyzing(tables, context);
			statements = analyzed.statements;
			const [refused] = analyzed.refused;
			// Without any ANALYZE there is no review of the statistics to record.
			if (statements.length === 0 && refused)
				return [blocked(kind, analyzeObstacle(refused, context.server))];
			const leftOut = analyzed.refused.length;
			found.push({
				checks: analyzed.checks,
				summary: {analyzed: statements.length, ...(leftOut > 0 ? {leftOut} : {})},
			});
		}
		const summary = Object.assign({}, ...found.map(item => item.summary)) as Record<string, unknown>;
		const sizes: PlannedStatement = {
			does: 'record',
			text: sqlBody(sizesSql),
			lock: 'ROW EXCLUSIVE',
			on: ['mcp.table_sizes'],
		};
		const note = noted(context, kind, '', summary);
		const record = [...(kind === 'weekly' ? [] : [sizes]), ...note.statements];
		const target_ = {kind: 'upkeep', task: kind, name: kind, of: ''} as const;
		return [
			{
				unit: {
					title: titles[kind],
					target: target_,
					// Without ANALYZE nothing can be left half done.
					transactional: statements.length === 0,
					statements: statements.length === 0 ? record : statements,
					record: statements.length === 0 ? [] : record,
				},
				checks: [...found.flatMap(item => item.checks), ...note.checks],
				risk: 'low',
			},
		];
	},
	verify: tablesAreThere,
};

/** Unused indexes and their sizes. */
async function indexReview({reader, server}: WorkContext): Promise<Found> {
	const [catalog, counters] = await Promise.all([
		readIndexCatalog(reader),
		readIndexCounters(reader, server.versionNumber),
	]);
	const scans = new Map(counters.map(row => [row.oid, row.scans]));
	const rows = catalog
		.filter(({partitioned}) => !partitioned)
		.map(row => ({...row, category: indexCategory(scans.get(row.oid) ?? 0)}));
	const of = (category: (typeof rows)[number]['category']) => rows.filter(row => row.category === category);
	const unused = of('Unused');
	const free = unused.filter(row => dropBlockers(row).length === 0);
	const invalid = rows.filter(({valid, building}) => !valid && !building);
	const size = (list: typeof rows) => list.reduce((sum, {sizeBytes}) => sum + (sizeBytes ?? 0), 0);
	const largest = free
		.toSorted((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0))
		.slice(0, 5)
		.map(row => `${row.name} ${bytes(row.sizeBytes)}`);
	return {
		checks: [
			info(
				said('index-use', {
					indexes: unused.length,
					sizeBytes: size(unused),
					lowUsage: of('Low usage').length,
					active: of('Active').length,
				}),
			),
			...(free.length > 0
				? [
						warn(
							said('droppable-indexes', {
								indexes: free.length,
								sizeBytes: size(free),
								largest,
								more: free.length > 5,
							}),
						),
					]
				: []),
			...(invalid.length > 0 ? [warn(said('invalid-indexes', {names: invalid.map(row => row.name)}))] : []),
		],
		summary: {
			unused: unused.length,
			unusedBytes: size(unused),
			droppable: free.length,
			lowUsage: of('Low usage').length,
			active: of('Active').length,
			invalid: invalid.length,
		},
	};
}

async function retentionReview({reader, objects, server}: WorkContext): Promise<Found> {
	const obstacle = callObstacle(['retention_policies', 'retention_due'], objects, server);
	if (obstacle) {
		return {checks: [warn(said('retention-unread', {reason: obstacle.reason}))], summary: {}};
	}
	const policies = await readRawRetentionDue(reader);
	const due = policies.filter(({partitions, dueRows}) => partitions > 0 || (dueRows ?? 0) > 0);
	const size = due.reduce((sum, {dueBytes}) => sum + (dueBytes ?? 0), 0);
	return {
		checks: [
			due.length > 0
				? warn(said('retention-due', {policies: due.map(({policy}) => policy), sizeBytes: size}))
				: pass(said('retention-current')),
		],
		summary: {retentionDue: due.length, retentionBytes: size},
	};
}

/** Gathers planner statistics of due tables. */
export const analyzeWork: Work = {
	async plan(context, target) {
		const tables = await readRawTables(context.reader, target !== '', most);
		const chosen = target === '' ? tables : tables.filter(table => shownName(table) === target);
		if (target === '' && chosen.length === 0) {
			return [nothing(said('statistics-current'))];
		}
		if (chosen.length === 0) return [];
		const name = target === '' ? 'analyze' : `analyze:${target}`;
		const {statements, checks, refused} = analyzing(chosen, context);
		const [first] = refused;
		if (statements.length === 0 && first) return [blocked(name, analyzeObstacle(first, context.server))];
		const note = noted(context, 'analyze', target, {tables: statements.length});
		return [
			{
				unit: {
					title: `Analyze ${target === '' ? plural(statements.length, 'table') : target}`,
					target: {kind: 'upkeep', task: 'analyze', name, of: ''},
					transactional: false,
					statements,
					record: note.statements,
				},
				checks: [...checks, ...note.checks],
				risk: 'low',
			},
		];
	},
	verify: tablesAreThere,
};

/** ANALYZE of each table that this role may analyze. For others PostgreSQL would only warn, and go on. */
export function analyzing(
	tables: readonly StaleTable[],
	{server}: WorkContext,
): {statements: PlannedStatement[]; checks: Check[]; refused: readonly StaleTable[]} {
	const allowed = tables.filter(({mayAnalyze}) => mayAnalyze);
	const refused = tables.filter(({mayAnalyze}) => !mayAnalyze);
	const unrecorded = allowed.filter(({analyzedAt}) => analyzedAt === null).length;
	const [first] = refused;
	const refusal = (table: StaleTable) => {
		const {reason, grant} = analyzeObstacle(table, server);
		return {reason, grant};
	};
	return {
		statements: allowed.map(({quoted}) => ({
			does: 'analyze',
			text: `ANALYZE ${quoted}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: [quoted],
			stepsAside: true,
		})),
		checks: [
			...(allowed.length > 0 ? [info(said('tables-to-analyze', {tables: allowed.length, unrecorded}))] : []),
			...(first ? [warn(said('tables-refused', {tables: refused.length, ...refusal(first)}))] : []),
		],
		refused,
	};
}

/** A dropped table would fail in the middle of the run. */
export async function tablesAreThere(
	reader: Reader,
	_target: UpkeepTarget,
	statements: readonly PlannedStatement[],
): Promise<ReturnType<typeof said> | undefined> {
	const names = statements.filter(({does}) => does === 'analyze').flatMap(({on}) => on);
	const relations = await readRelations(reader, names);
	const gone = names.find(name => relations.get(name)?.there === false);
	return gone === undefined ? undefined : safe(said('relation-gone', {relation: gone}));
}
