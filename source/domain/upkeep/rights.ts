import type {IdentityRow} from '../../queries/identity.ts';
import type {PartitionedTable} from '../../queries/upkeep/partitions.ts';
import type {UpkeepObjects} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle} from '../snapshot/section.ts';
import {upkeepObstacle} from './words.ts';

/** The role that asks, and the server version. */
export type Asker = Pick<IdentityRow, 'quotedUser' | 'versionNumber'>;

/** Functions of the pack that upkeep calls, as a GRANT names them, and the migration that creates them. */
const functions = {
	// The first calls the second for roles other than the owner of the pack.
	create_monthly_partitions: [
		'FUNCTION',
		'mcp.create_monthly_partitions(regclass, integer), mcp.make_own_monthly_partitions(regclass, integer)',
		'20260101000700',
	],
	refresh_tool_stats: ['FUNCTION', 'mcp.refresh_tool_stats()', '20260101000750'],
	note_upkeep: ['FUNCTION', 'mcp.note_upkeep(text, text, jsonb)', '20260101000785'],
	record_table_sizes: ['FUNCTION', 'mcp.record_table_sizes()', '20260101000785'],
	retention_policies: ['FUNCTION', 'mcp.retention_policies(text)', '20260101000790'],
	retention_due: ['FUNCTION', 'mcp.retention_due(text)', '20260101000790'],
	retention_step: ['FUNCTION', 'mcp.retention_step(text, integer)', '20260101000790'],
	apply_retention: ['PROCEDURE', 'mcp.apply_retention(text, integer)', '20260101000790'],
} as const;
type UpkeepFunction = keyof typeof functions;

/** Why this role can't call these functions; undefined if it can. */
export function callObstacle(
	names: readonly UpkeepFunction[],
	objects: UpkeepObjects,
	{quotedUser}: Pick<Asker, 'quotedUser'>,
): Obstacle | undefined {
	const absent = names.find(name => objects.functions[name] === undefined);
	if (absent) {
		const [, name, migration] = functions[absent];
		return obstacle(upkeepObstacle('pack-function', {name, migration}));
	}
	const closed = names.filter(name => objects.functions[name] === false);
	if (closed.length === 0) return undefined;
	return obstacle(
		upkeepObstacle('execute', {functions: closed.map(name => `mcp.${name}`)}),
		[
			'GRANT USAGE ON SCHEMA mcp',
			...closed.map(name => `GRANT EXECUTE ON ${functions[name].slice(0, 2).join(' ')}`),
		]
			.map(text => `${text} TO ${quotedUser}`)
			.join('; '),
	);
}

/** Why this role can't create partitions of a table; undefined if it can. */
export function partitionsObstacle(
	{foreign, maker, lackCreate, quotedSchema}: PartitionedTable,
	objects: UpkeepObjects,
	asker: Pick<Asker, 'quotedUser'>,
): Obstacle | undefined {
	const closed = callObstacle(['create_monthly_partitions'], objects, asker);
	if (closed) return closed;
	if (foreign) {
		return obstacle(upkeepObstacle('foreign-owner', {...foreign, maker: maker ?? '?'}));
	}
	if (lackCreate.length === 0) return undefined;
	return obstacle(
		upkeepObstacle('schema-create', {roles: lackCreate, schema: quotedSchema}),
		`GRANT CREATE ON SCHEMA ${quotedSchema} TO ${lackCreate.join(', ')}`,
	);
}

/** Why this role can't read a table of the pack; undefined if it can. */
export function readObstacle(
	table: string,
	objects: UpkeepObjects,
	{quotedUser}: Pick<Asker, 'quotedUser'>,
): Obstacle | undefined {
	const may = objects.relations[table];
	if (may === undefined) return obstacle(upkeepObstacle('pack-table', {table}));
	if (may) return undefined;
	const schema = table.split('.')[0];
	return obstacle(
		upkeepObstacle('select', {table}),
		`GRANT USAGE ON SCHEMA ${schema} TO ${quotedUser}; GRANT SELECT ON ${table} TO ${quotedUser}`,
	);
}

/**
Why this role may not maintain a table or view of another owner. Since 17 the MAINTAIN privilege suffices. Before, only
membership in the owner would, who may be a superuser or own far more, so pgdeck does not advise it.
@param quoted its name, quoted for SQL
*/
export function maintainObstacle(
	what: string,
	{quoted, owner}: {quoted: string; owner: string},
	{quotedUser, versionNumber}: Asker,
): Obstacle {
	return versionNumber >= 170_000
		? obstacle(upkeepObstacle('maintain', {what, owner}), `GRANT MAINTAIN ON ${quoted} TO ${quotedUser}`)
		: obstacle(upkeepObstacle('owner', {what, owner}));
}

/** Why this role may not ANALYZE a table of another owner. */
export function analyzeObstacle(
	table: {schema: string; name: string; owner: string; quoted: string},
	asker: Asker,
): Obstacle {
	return maintainObstacle(`ANALYZE ${table.schema}.${table.name}`, table, asker);
}

/** The obstacle with the GRANT that removes it. */
export function obstacleText({reason, grant}: Pick<Obstacle, 'reason' | 'grant'>): string {
	return grant === null ? reason : `${reason}. To allow it: ${grant};`;
}
