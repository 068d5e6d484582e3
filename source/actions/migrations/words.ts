import {coder} from '../../format/coded.ts';
import {plural} from '../../format/quantities.ts';
import {partitionedWords, problemWords, skippedText} from '../../migrations/words.ts';

/** Checks, outcomes and refusals of applying and rolling back migrations. */
export const migrationWords = {
	...problemWords,
	...partitionedWords,
	'not-in-transaction': () =>
		'this statement cannot run in a transaction. Put it into a file of its own, with transaction:false on the marker line.',
	'releases-lock': ({statement}: {statement: string}) =>
		`${statement} releases the advisory lock that prevents concurrent runs. Remove it: pgdeck runs each file in a fresh session.`,
	'corrupt-build': ({version}: {version: string}) =>
		`PostgreSQL ${version} can build corrupt indexes CONCURRENTLY. Upgrade to 14.4 first.`,
	'may-create': ({schema}: {schema: string | null}) => `this role may create in ${schemaText(schema)}`,
	'ledger-rights': ({grant}: {grant: string}) =>
		`this role may not write the migration ledger. Its owner can run: ${grant}`,
	'no-create-right': ({schema, grant}: {schema: string | null; grant: string | null}) =>
		grant === null
			? 'this role may not create in its search_path: no schema in it exists, or may be used'
			: `this role may not create in ${schemaText(schema)}. Its owner can run: ${grant}`,
	'out-of-order': ({version, name}: {version: string; name: string}) =>
		`${version} ${name} is older than migrations that are already applied`,
	'earlier-pending': ({count}: {count: number}) =>
		`${plural(count, 'earlier migration stays', 'earlier migrations stay')} pending`,
	changed: ({version, name}: {version: string; name: string}) =>
		`${version} ${name} has changed since it was applied`,
	'changed-rollback': ({version, name}: {version: string; name: string}) =>
		`${version} ${name} has changed since it was applied: its rollback may not match`,
	'skipped-files': ({files}: {files: readonly string[]}) =>
		`skipped, since their names are not those of migrations: ${skippedText(files)}`,
	'earlier-attempt': ({title, outcome}: {title: string; outcome: string}) =>
		`"${title}" ${outcome === 'failed' ? 'failed' : 'was interrupted'} earlier: parts of it may exist`,
	'no-file': ({version}: {version: string}) =>
		`there is no file for the applied version ${version}: how to undo it is unknown`,
	'rollback-drops-data': () => 'rows of dropped tables and columns are lost: only a backup brings them back',
	'rows-lost': ({file, objects}: {file: string; objects: readonly string[]}) =>
		`${file} deletes data: ${objects.join(', ')}`,
	'rows-kept': ({object, rows}: {object: string; rows: number}) =>
		`${object} stays with its ${rowsText(rows)}, which exist nowhere else. Drop it when nobody needs it.`,
	'applied-meanwhile': () => 'another session has applied it in the meantime',
	'rolled-back-meanwhile': () => 'another session has rolled it back in the meantime',
	'later-applied': ({version}: {version: string}) => `another session has applied ${version} in the meantime`,
	'ledger-in-use': () => 'another session has applied a migration in the meantime: the ledger is not empty',
} as const;
export const said = coder(migrationWords);

const schemaText = (schema: string | null) => (schema === null ? 'its search_path' : `the schema ${schema}`);

export const rowsText = (rows: number): string => `~${plural(Math.round(rows), 'row')}`;
