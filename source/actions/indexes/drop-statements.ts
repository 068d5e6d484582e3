import type {DropFacts} from '../../queries/indexes/action-indexes.ts';
import type {PlannedStatement} from '../engine/plan.ts';

/** Drops an index without locking anyone out of its table; names as SQL writes them. */
export function dropping(index: string, table: string): PlannedStatement {
	return {
		does: 'drop-index',
		text: `DROP INDEX CONCURRENTLY ${index}`,
		lock: 'SHARE UPDATE EXCLUSIVE',
		on: [index, table],
	};
}

export function rebuilding(index: string, table: string): PlannedStatement {
	return {
		does: 'reindex',
		text: `REINDEX INDEX CONCURRENTLY ${index}`,
		lock: 'SHARE UPDATE EXCLUSIVE',
		on: [index, table],
		buildsIndex: index,
	};
}

/**
Restores a dropped index, each statement sent on its own: CONCURRENTLY, in its tablespace, with comment, statistics targets
and CLUSTER mark, which its definition alone leaves out.
*/
export function undoStatements(facts: DropFacts): string[] {
	const create = facts.definition.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ');
	const [, local = facts.name] = /^(?:"(?:[^"]|"")*"|[^".]+)\.(.*)$/s.exec(facts.name) ?? [];
	return [
		...(facts.tablespace === null ? [create] : inTablespace(facts.tablespace, create)),
		...(facts.comment === null ? [] : [`COMMENT ON INDEX ${facts.name} IS ${facts.comment}`]),
		...facts.statistics.map(
			({column, target}) => `ALTER INDEX ${facts.name} ALTER COLUMN ${column} SET STATISTICS ${target}`,
		),
		...(facts.clustered ? [`ALTER TABLE ${facts.table} CLUSTER ON ${local}`] : []),
	];
}

/** @param tablespace as a literal; an empty one stands for that of the database */
export function inTablespace(tablespace: string, create: string): string[] {
	return [`SET default_tablespace = ${tablespace}`, create, 'RESET default_tablespace'];
}
