import {coder} from '../../format/coded.ts';

/** Why this role can't read, or look after, something in this database. */
export const upkeepObstacle = coder({
	'pack-function': ({name, migration}: {name: string; migration: string}) =>
		`it requires ${name} of the registry pack, migration ${migration}, which is not applied here`,
	execute: ({functions}: {functions: readonly string[]}) =>
		`this role may not execute ${functions.join(', ')}`,
	'foreign-owner': ({relation, owner, maker}: {relation: string; owner: string; maker: string}) =>
		`months would be made as ${maker}, and ${relation} belongs to ${owner}: a superuser has to do it`,
	'schema-create': ({roles, schema}: {roles: readonly string[]; schema: string}) =>
		`${roles.join(' and ')} may not create tables in the schema ${schema}`,
	'pack-table': ({table}: {table: string}) => `it requires ${table} of the registry pack, which is not here`,
	select: ({table}: {table: string}) => `this role may not read ${table}`,
	maintain: ({what, owner}: {what: string; owner: string}) =>
		`this role may not ${what}, which belongs to ${owner}`,
	owner: ({what, owner}: {what: string; owner: string}) =>
		`this role may not ${what}, which belongs to ${owner}: that role or a superuser has to do it`,
	'unique-index': () =>
		'it has no unique index on plain columns of all rows, which REFRESH CONCURRENTLY requires; without that its readers would wait',
	standby: () => 'this server is a standby, which takes no changes: its primary has to be asked',
	'no-months': () => 'its partitions are not months',
	unknown: ({reason}: {reason: string}) => reason,
	'nothing-due': ({reason}: {reason: string}) => reason,
});
