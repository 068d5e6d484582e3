import type {PlannedStatement} from '../engine/plan.ts';

/** Drops an index without keeping anyone from its table; names as SQL writes them. */
export function dropping(index: string, table: string): PlannedStatement {
	return {text: `DROP INDEX CONCURRENTLY ${index}`, lock: 'SHARE UPDATE EXCLUSIVE', on: [index, table]};
}
