import {coder} from '../../format/coded.ts';

/** Checks and outcomes of optimizing a registry and of creating a database. */
export const registryWords = {
	'search-path': () =>
		"the tables of the pack belong in the schema public, and this connection's search_path does not begin with it. Connect with options='-c search_path=public'",
	'not-owner': ({tables, owner, role}: {tables: readonly string[]; owner: string; role: string}) =>
		`this role does not own ${tables.join(', ')}. Connect as ${owner} or a superuser, or have one of them run: GRANT ${owner} TO ${role};`,
	'no-create-in-schema': ({schema, role}: {schema: string; role: string}) =>
		`this role may not create in the schema ${schema}. Its owner can run: GRANT CREATE ON SCHEMA ${schema} TO ${role};`,
	'no-create-schema': ({database, role}: {database: string; role: string}) =>
		`this role may not create schemas here. The owner of the database can run: GRANT CREATE ON DATABASE ${database} TO ${role};`,
	'same-as': ({name, as}: {name: string; as: string}) => `${name} is there as ${as}`,
	different: ({
		kind,
		name,
		difference,
		advice,
	}: {
		kind: string;
		name: string;
		difference: string;
		advice: 'migrate' | 'replace' | null;
	}) =>
		`${kind} ${name} is left alone: ${difference}${
			advice === null
				? ''
				: advice === 'migrate'
					? '. That is for pgdeck migrate up, where it can be done'
					: '. To have the one of the pack, rename or drop it, and run this again'
		}`,
	'missing-key': ({problem}: {problem: string}) => problem,
	'table-kept': ({table, problems}: {table: string; problems: readonly string[]}) =>
		`table ${table} is left as it is: ${problems.join('; ')}`,
	'missing-constraints': ({table, names}: {table: string; names: readonly string[]}) =>
		`table ${table} is another tool's and is missing ${few(names)}, which the pack states on its own tables: pane 6 (o) shows how to state each`,
	'left-out': ({names, reason}: {names: readonly string[]; reason: string}) =>
		`${few(names)} ${names.length === 1 ? 'is' : 'are'} left out: ${reason}`,
	'nullable-columns': ({table, columns}: {table: string; columns: readonly string[]}) =>
		`${table} gets ${columns.join(', ')} without NOT NULL: the values for its existing rows are unknown`,
	'moment-columns': ({table, columns}: {table: string; columns: readonly string[]}) =>
		`${columns.join(', ')} of ${table}: existing rows get the time of this run`,
	'files-pending': ({files}: {files: readonly string[]}) =>
		`these files stay pending, since not all of their objects exist: ${files.join(', ')}`,
	'foreign-ledger': ({tool}: {tool: string}) =>
		`the table schema_migrations belongs to ${tool}: no file is marked as applied`,
	'may-create-database': () => 'this role may create databases',
	'no-create-database': ({name, role}: {name: string; role: string}) =>
		`this role may not create databases. A superuser can run: ALTER ROLE ${role} CREATEDB; or create it: CREATE DATABASE ${name} OWNER ${role};`,
	'name-too-long': ({bytes, most}: {bytes: number; most: number}) =>
		`a name has at most ${most} bytes, and this one ${bytes}`,
	'database-exists': () => 'another session has created it in the meantime',
	'applied-meanwhile': () => 'another session has applied it in the meantime',
	'index-exists': () => 'an index of that name exists by now',
	'index-gone': () => 'the index no longer exists',
	'index-repaired': () => 'another session has repaired it in the meantime',
	'index-building': () => 'an index of its table is being built right now, perhaps this one',
	'index-invalid': ({index}: {index: string}) =>
		`the index ${index} is INVALID. Run this again: it is repaired first.`,
};
export const said = coder(registryWords);

function few(names: readonly string[]): string {
	const more = names.length - 3;
	return `${names.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
