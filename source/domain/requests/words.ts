import {coder} from '../../format/coded.ts';

/** Why the requests of a database are not known. */
export const requestsAbsence = coder({
	'no-requests': () => 'no table of requests is configured, and this database is not a registry',
	'mapping-mismatch': ({problems}: {problems: readonly string[]}) =>
		`the configured table of requests does not fit this database: ${problems.join('; ')}`,
	'no-tenant-column': () => 'the configured table of requests has no tenant column',
});

/** How to have pgdeck read the requests of an application, as it stands in the configuration. */
export const requestsHelp =
	'Name a table in the configuration: {"requests": {"relation": "public.access_log", "columns": {"time": "at", "duration": "took_ms", "status": "status", "tenant": "customer_id", "user": "user_id", "path": "path"}}}';
