import {toolName} from '../../domain/migrations/words.ts';
import {coder} from '../../format/coded.ts';
import {packWords} from '../../migrations/pack/words.ts';

const few = (names: readonly string[]): string => {
	const more = names.length - 3;
	return more > 0 ? `${names.slice(0, 3).join(', ')} and ${more} more` : names.join(', ');
};

const advice = {
	none: '',
	'migrate-up': '. pgdeck migrate up partitions it, if that is possible',
	replace: '. To get the one of the pack, rename or drop it, then run this again',
} as const;

/** Checks, outcomes and refusals of `optimize` and `create-database`. */
export const registryWords = {
	'key-not-added': packWords['key-not-added'],
	'search-path': () =>
		"the tables of the pack belong in the schema public, and the search_path of this connection does not begin with it. Connect with options='-c search_path=public'.",
	'not-owner': ({tables, owner, role}: {tables: readonly string[]; owner: string; role: string}) =>
		`this role does not own ${tables.join(', ')}. Connect as ${owner} or a superuser, or have one of them run: GRANT ${owner} TO ${role};`,
	'no-create-right': ({schema, role}: {schema: string; role: string}) =>
		`this role may not create in the schema ${schema}. Its owner can run: GRANT CREATE ON SCHEMA ${schema} TO ${role};`,
	'no-schema-right': ({database, role}: {database: string; role: string}) =>
		`this role may not create schemas. The owner of the database can run: GRANT CREATE ON DATABASE ${database} TO ${role};`,

	equivalent: ({name}: {name: string}) => `exists as ${name}`,
	different: ({difference, next}: {difference: string; next: keyof typeof advice}) =>
		`skipped: ${difference}${advice[next]}`,
	'different-columns': ({absent, differences}: {absent: readonly string[]; differences: readonly string[]}) =>
		`unchanged: ${[...(absent.length > 0 ? [`it has no ${absent.join(', ')}`] : []), ...differences].join('; ')}`,
	'constraints-not-added': ({names}: {names: readonly string[]}) =>
		`another tool's table, without ${few(names)} of the pack: pane 6 (o) shows how to add each`,
	skipped: ({names, reason}: {names: readonly string[]; reason: string}) =>
		`${few(names)} ${names.length === 1 ? 'is' : 'are'} skipped: ${reason}`,
	'added-nullable': ({columns}: {columns: readonly string[]}) =>
		`${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} added without NOT NULL: the values of existing rows are unknown`,
	'added-now': ({columns}: {columns: readonly string[]}) =>
		`${columns.join(', ')}: existing rows get the time of this run`,
	'files-stay-pending': ({files}: {files: readonly string[]}) =>
		`some of their objects do not exist, so these files stay pending: ${files.join(', ')}`,
	'foreign-ledger': ({tool}: {tool: Parameters<typeof toolName>[0]}) =>
		`the table schema_migrations belongs to ${toolName(tool)}: no file is recorded as applied`,

	'applied-meanwhile': () => 'another session has applied it in the meantime',
	'index-exists': () => 'an index of that name exists by now',
	'index-gone': () => 'the index no longer exists',
	'index-repaired': () => 'another session has repaired it in the meantime',
	'being-built': packWords['being-built'],
	'index-invalid': ({index}: {index: string}) =>
		`the index ${index} is INVALID. Run this again: it is repaired first.`,

	'may-create-database': () => 'this role may create databases',
	'no-database-right': ({role, database}: {role: string; database: string}) =>
		`this role may not create databases. A superuser can run: ALTER ROLE ${role} CREATEDB; or: CREATE DATABASE ${database} OWNER ${role};`,
	'long-name': ({bytes, most}: {bytes: number; most: number}) =>
		`the name has ${bytes} bytes, and PostgreSQL allows ${most}`,
	'database-exists': () => 'another session has created it in the meantime',
} as const;
export const said = coder(registryWords);
