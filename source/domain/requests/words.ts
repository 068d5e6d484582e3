import {coder} from '../../format/coded.ts';
import type {MappingProblem} from '../../queries/requests/request-mapping.ts';

/** Why there are no requests. */
export const requestsAbsence = coder({
	'no-requests': () => 'no request log is configured, and this database is not a registry',
	'mapping-mismatch': ({problems}: {problems: readonly string[]; codes: readonly string[]}) =>
		`the configured request log does not fit this database: ${problems.join('; ')}`,
	'no-tenant-column': () => 'the configured request log has no tenant column',
});

/** How to map the request log of an application in the configuration. */
export const requestsHelp =
	'Name a table in the configuration: {"requests": {"relation": "public.access_log", "columns": {"time": "at", "duration": "took_ms", "status": "status", "tenant": "customer_id", "user": "user_id", "path": "path"}}}';

/** Why a configured request log does not fit the database. */
export function mappingText(problem: MappingProblem): string {
	switch (problem.code) {
		case 'relation-hidden':
			return `requests.relation "${problem.relation}" is hidden from this role: ${problem.message}`;
		case 'relation-missing':
			return `requests.relation "${problem.relation}" does not exist, or is not in the search_path`;
		case 'column-missing':
			return `requests.columns.${problem.role}: "${problem.column}" is not a column of ${problem.relation}`;
		case 'column-hidden':
			return `requests.columns.${problem.role}: this role may not read "${problem.column}"`;
		case 'column-type':
			return `requests.columns.${problem.role}: "${problem.column}" is ${problem.type}, not ${problem.wanted}`;
	}
}
