import sizesSql from '../../../sql/actions/upkeep-sizes.sql';
import {dropBlockers, indexCategory} from '../../domain/indexes/droppable.ts';
import {analyzeObstacle, callObstacle, obstacleText} from '../../domain/upkeep/rights.ts';
import {bytes, count, plural} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readIndexCatalog, readIndexCounters} from '../../queries/indexes/indexes.ts';
import {sqlBody} from '../../queries/statement.ts';
import {readRelations} from '../../queries/tables/relations-by-name.ts';
import {readRawRetentionDue, readRawTables, type StaleTable} from '../../queries/upkeep/upkeep.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check, PlannedStatement} from '../engine/plan.ts';
import {
	blocked,
	noted,
	nothing,
	pass,
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
Reviews. The plan shows what is found, and the run notes it beside when it was looked at: weekly the indexes; monthly
ANALYZE of what is due, and the size of every table; quarterly ANALYZE of all tables, sizes, indexes and retention.
One that leaves tables out for want of rights is noted with their number, and stays due.
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
		if (kind !== 'monthly') found.push(await indexReview(context, kind));
		if (kind === 'quarterly') found.push(await retentionReview(context, kind));
		if (kind !== 'weekly') {
			const tables = await readRawTables(context.reader, kind === 'quarterly', most);
			const analyzed = analyzing(tables, context, kind);
			statements = analyzed.statements;
			const [refused] = analyzed.refused;
			// Without any ANALYZE it would be no review of the statistics, and must not be noted as one.
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
					// Without ANALYZE there is nothing that could be left half done.
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

/** Which indexes nobody uses, and what they take up. */
async function indexReview({reader, server}: WorkContext, name: string): Promise<Found> {
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
			pass(
				name,
				`${plural(unused.length, 'index', 'indexes')} unused (${bytes(size(unused))}), ${of('Low usage').length} of low usage, ${of('Active').length} active`,
			),
			...(free.length > 0
				? [
						warn(
							name,
							`${free.length} of the unused can go (${bytes(size(free))}): ${largest.join(', ')}${free.length > 5 ? ' and more' : ''}. See pgdeck indexes.`,
						),
					]
				: []),
			...(invalid.length > 0
				? [
						warn(
							name,
							`${plural(invalid.length, 'index', 'indexes')} INVALID: ${invalid.map(row => row.name).join(', ')}`,
						),
					]
				: []),
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

async function retentionReview({reader, objects, server}: WorkContext, name: string): Promise<Found> {
	const obstacle = callObstacle(['retention_policies', 'retention_due'], objects, server);
	if (obstacle) return {checks: [warn(name, `retention is not looked at: ${obstacle.reason}`)], summary: {}};
	const policies = await readRawRetentionDue(reader);
	const due = policies.filter(({partitions, dueRows}) => partitions > 0 || (dueRows ?? 0) > 0);
	const size = due.reduce((sum, {dueBytes}) => sum + (dueBytes ?? 0), 0);
	return {
		checks: [
			(due.length > 0 ? warn : pass)(
				name,
				due.length > 0
					? `retention is due for ${due.map(({policy}) => policy).join(', ')} (${bytes(size)}): pgdeck upkeep run retention`
					: 'nothing is due by any policy of retention',
			),
		],
		summary: {retentionDue: due.length, retentionBytes: size},
	};
}

/** Gathers the planner's statistics where they are due. */
export const analyzeWork: Work = {
	async plan(context, target) {
		const tables = await readRawTables(context.reader, target !== '', most);
		const chosen = target === '' ? tables : tables.filter(table => shownName(table) === target);
		if (target === '' && chosen.length === 0) {
			return [nothing('The statistics of all tables are as new as their rows ask for.')];
		}
		if (chosen.length === 0) return [];
		const name = target === '' ? 'analyze' : `analyze:${target}`;
		const {statements, checks, refused} = analyzing(chosen, context, name);
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

/** ANALYZE of each table that this role may: of the others PostgreSQL would only warn, and go on. */
export function analyzing(
	tables: readonly StaleTable[],
	{server}: WorkContext,
	name: string,
): {statements: PlannedStatement[]; checks: Check[]; refused: readonly StaleTable[]} {
	const allowed = tables.filter(({mayAnalyze}) => mayAnalyze);
	const refused = tables.filter(({mayAnalyze}) => !mayAnalyze);
	const unrecorded = allowed.filter(({analyzedAt}) => analyzedAt === null).length;
	const [first] = refused;
	return {
		statements: allowed.map(({quoted}) => ({
			text: `ANALYZE ${quoted}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: [quoted],
			stepsAside: true,
		})),
		checks: [
			...(allowed.length > 0
				? [
						pass(
							name,
							`${plural(allowed.length, 'table')}, of ${count(unrecorded)} no ANALYZE is recorded; reads and writes go on`,
						),
					]
				: []),
			...(first
				? [
						warn(
							name,
							`${plural(refused.length, 'table')} left out, the first of them: ${obstacleText(analyzeObstacle(first, server))}`,
						),
					]
				: []),
		],
		refused,
	};
}

/** A table that is gone would fail in the middle. */
export async function tablesAreThere(
	reader: Reader,
	_target: UpkeepTarget,
	statements: readonly PlannedStatement[],
): Promise<string | undefined> {
	const names = statements.filter(({text}) => text.startsWith('ANALYZE ')).flatMap(({on}) => on);
	const relations = await readRelations(reader, names);
	const gone = names.find(name => relations.get(name)?.there === false);
	return gone === undefined ? undefined : `${sanitize(gone)} is not here any more. Make the plan again.`;
}
