import {coder} from '../../format/coded.ts';

/** Why facts of the registry pack are unknown. */
export const registryAbsence = coder({
	'not-a-registry': () => 'this database is not a registry',
	'slow-queries': () => 'neither pg_stat_statements nor mcp.query_metrics of the registry pack is installed',
});

/** The next step to turn a database into a registry. */
export const registryHelp = 'pgdeck setup creates one.';
