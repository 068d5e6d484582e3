import type {DropFacts} from '../../queries/indexes/drop-facts.ts';

/**
What builds a dropped index again as it was, each to be sent on its own: CONCURRENTLY, in its tablespace, with comment,
statistics targets and CLUSTER mark, which its definition alone leaves out.
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

/** @param tablespace as a literal; an empty one is that of the database */
export function inTablespace(tablespace: string, create: string): string[] {
	return [`SET default_tablespace = ${tablespace}`, create, 'RESET default_tablespace'];
}
