import {coder} from '../../format/coded.ts';

/** Why what belongs to the registry pack is not known. */
export const registryAbsence = coder({
	'not-a-registry': () => 'this database is not a registry',
	'slow-queries': () => 'neither pg_stat_statements nor mcp.query_metrics of the registry pack is installed',
});

/** The next step of a database that shall become a registry. */
export const registryHelp = 'pgdeck setup creates one.';
