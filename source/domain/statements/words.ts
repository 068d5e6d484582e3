import {coder} from '../../format/coded.ts';

/** Why statements or their query plans are not known. */
export const statementsAbsence = coder({
	'no-extension': () => 'the extension pg_stat_statements is not installed in this database',
	'not-preloaded': () => 'pg_stat_statements is not in shared_preload_libraries',
	'old-extension': ({version}: {version: string}) => `pg_stat_statements ${version} is older than 1.8`,
	'schema-name': ({schema}: {schema: string}) =>
		`pg_stat_statements is in the schema ${schema}, and pgdeck can't query a schema with a dot in its name`,
	pooler: () =>
		'through a connection pooler, statements with parameters can be planned from PostgreSQL 16 on',
});

/** Why EXPLAIN of a session's statement is not possible. */
export const explainAbsence = coder({
	'other-statement': () =>
		'the session runs another statement by now, and only the beginning of this one is known',
	'no-plan': ({problem}: {problem: string}) => problem,
	parameters: () =>
		"the statement has parameters, whose values pgdeck can't see; EXPLAIN (GENERIC_PLAN) requires PostgreSQL 16",
	'explain-failed': ({message}: {message: string; sqlState: string}) => message,
});
