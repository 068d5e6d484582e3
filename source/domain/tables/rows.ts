import type {TableCatalogRow, TableCounters} from '../../queries/tables/tables.ts';

type Evidence = Pick<
	TableCounters,
	'inserts' | 'lastVacuum' | 'lastAutovacuum' | 'lastAnalyze' | 'lastAutoanalyze'
> &
	Pick<TableCatalogRow, 'rowsEstimate' | 'heapBytes'>;

/**
Whether the counters know how many rows a table has. After a crash or a reset they count changes only, from 0, until the
next VACUUM or ANALYZE: a full table looks empty. They are right after one of those, where they counted at least as many
inserts as the planner assumes rows, and where the table has no page.
*/
export function rowsCounted(table: Evidence): boolean {
	const lookedAfter = table.lastVacuum ?? table.lastAutovacuum ?? table.lastAnalyze ?? table.lastAutoanalyze;
	if (lookedAfter !== null) return true;
	if (table.inserts === 0) return table.heapBytes === 0;
	// The planner's number has the precision of a float4.
	return Math.fround(table.inserts) >= (table.rowsEstimate ?? 0);
}

/** The counters, or nulls where they do not know the row count. */
export function countedRows(table: Evidence & TableCounters) {
	if (!rowsCounted(table)) {
		return {liveTuples: null, deadTuples: null, modifiedSinceAnalyze: null, deadRatio: null};
	}
	const {liveTuples, deadTuples, modifiedSinceAnalyze} = table;
	const all = liveTuples + deadTuples;
	return {liveTuples, deadTuples, modifiedSinceAnalyze, deadRatio: all === 0 ? null : deadTuples / all};
}
