import {type CodedBy, coder} from '../../format/coded.ts';

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
		'the session now runs another statement, and only the beginning of this one is known',
	parameters: () =>
		"the statement has parameters, whose values pgdeck can't see; EXPLAIN (GENERIC_PLAN) requires PostgreSQL 16",
	'explain-failed': ({message}: {message: string; sqlState: string}) => message,
});

/** Why a statement has no query plan in a sample. */
export const planProblemWords = {
	'not-parsed': () => 'the parser does not understand the statement',
	utility: () => 'the statement has no query plan',
	'qualified-name': () => 'it uses a schema-qualified function, operator or type',
	view: ({name}: {name: string}) => `${name} may be a view or a foreign table: planning would expand it`,
	'row-security': ({name}: {name: string}) =>
		`${name} may have row-level security: planning would run its policies`,
	'user-expression': ({name}: {name: string}) =>
		`an index, constraint or default of ${name} calls a user-defined function: planning could run it`,
	'user-object': ({kind, name}: {kind: 'function' | 'operator' | 'type'; name: string}) =>
		`the ${kind} ${name} may be user-defined: planning could run it`,
	'out-of-time': ({limitMs}: {limitMs: number}) =>
		`skipped: planning the statements before it took more than ${limitMs} ms`,
	'name-not-found': ({message}: {message: string; sqlState: string}) =>
		`${message} It may be found with the search_path of the session that runs it`,
	failed: ({message}: {message: string; sqlState: string}) => message,
};
export const planProblem = coder(planProblemWords);
export type PlanProblem = CodedBy<typeof planProblemWords>;
