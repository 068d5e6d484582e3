import {coder} from '../../format/coded.ts';

/** Why the migrations of a database are not known. */
export const migrationsAbsence = coder({
	'no-migrations': () => 'no folder of migrations is configured, and this database is not a registry',
	'foreign-ledger': ({table, tool}: {table: string; tool: string}) => `the table ${table} belongs to ${tool}`,
	'ledger-select': ({tables}: {tables: readonly string[]}) =>
		`this role may not read ${tables.join(' and ')}`,
});
