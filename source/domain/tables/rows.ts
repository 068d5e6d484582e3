import type {TableCatalogRow, TableCounters} from '../../queries/tables/tables.ts';

type Evidence = Pick<
	TableCounters,
	'inserts' | 'lastVacuum' | 'lastAutovacuum' | 'lastAnalyze' | 'lastAutoanalyze'
> &
	Pick<TableCatalogRow, 'rowsEstimate' | 'heapBytes'>;

/**
Whether the counters know how many rows a table has. A crash or a reset erases them, and then they count changes only,
from 0, until the next VACUUM or ANALYZE: a full table looks empty. They do know where one of those has been since; where
they saw at least as many rows come in as the planner knows of; and where the table has no page.
*/
export function rowsCounted(table: Evidence): boolean {
	const lookedAfter = table.lastVacuum ?? table.lastAutovacuum ?? table.lastAnalyze ?? table.lastAutoanalyze;
	if (lookedAfter !== null) return true;
	if (table.inserts === 0) return table.heapBytes === 0;
	// The planner's number has the precision of a float4.
	return Math.fround(table.inserts) >= (table.rowsEstimate ?? 0);
}

/** The same counters, where they know: a 0 that nobody counted is no figure. */
export function countedRows(table: Evidence & TableCounters) {
	if (!rowsCounted(table)) {
		return {liveTuples: null, deadTuples: null, modifiedSinceAnalyze: null, deadRatio: null};
	}
	const {liveTuples, deadTuples, modifiedSinceAnalyze} = table;
	const all = liveTuples + deadTuples;
	return {liveTuples, deadTuples, modifiedSinceAnalyze, deadRatio: all === 0 ? null : deadTuples / all};
}
