import {coder} from '../../format/coded.ts';
import {bytes, count, plural} from '../../format/quantities.ts';

type Horizon = {
	readonly age: number;
	readonly holder: string;
	readonly deadTuples: number;
	readonly end: 'terminate' | 'finish-prepared' | 'standby-query' | 'drop-slot' | null;
};
const endWords = {
	terminate: 'x on the pane Vacuum terminates it',
	'finish-prepared': 'COMMIT PREPARED or ROLLBACK PREPARED ends it',
	'standby-query': 'end the long query on that standby, or turn hot_standby_feedback off there',
	'drop-slot': 'if nothing uses it: pg_drop_replication_slot',
} as const;

/** Checks of plans about tables. */
export const tableCheckWords = {
	'no-wait': () => 'no lock to wait for',
	'lock-wait': ({blocker}: {readonly blocker: string}) => `waits for ${blocker}`,
	'autovacuum-wait': ({blocker}: {readonly blocker: string}) =>
		`waits for ${blocker}, which the server cancels after deadlock_timeout`,
	'wraparound-wait': ({blocker}: {readonly blocker: string}) =>
		`waits for ${blocker}, which is not canceled for a lock: this waits until it is done`,
	gone: ({asked, found, kind}: {readonly asked: number; readonly found: number; readonly kind: string}) =>
		`${count(asked - found)} of ${count(asked)} ${kind} no longer exist`,
	'horizon-free': () => 'nothing has held back the xmin horizon for more than a minute',
	'horizon-held': ({age, holder, deadTuples, end}: Horizon) =>
		`${holder}: rows that died in the last ${plural(age, 'transaction')} stay${end === null ? '' : ` (${endWords[end]})`}${deadTuples > 0 ? '. VACUUM removes older dead rows only' : ''}`,
	'horizon-hidden': ({hidden, grant}: {readonly hidden: string; readonly grant: string}) =>
		`n/a: ${hidden}, which may hold back the xmin horizon. To see them: ${grant};`,
	'not-user-table': () => 'system or temporary table: pgdeck does not change it',
	'not-owner': ({owner}: {readonly owner: string}) =>
		`this role does not own it. Connect as ${owner} or as a superuser.`,
	'not-maintainer': ({owner, grant}: {readonly owner: string; readonly grant: string}) =>
		`this role has no MAINTAIN privilege. To allow it, ${owner} runs: ${grant};`,
	'analyze-size': ({rows}: {readonly rows: number | null}) =>
		`${rows === null ? 'rows never counted' : `about ${plural(rows, 'row')}`}; reads and writes go on`,
};
export const tableCheck = coder(tableCheckWords);

/** Why a unit can't run any more. */
export const tableOutcomeWords = {
	gone: () => 'it no longer exists',
	renamed: ({name}: {readonly name: string}) => `it has been renamed to ${name}`,
	'analyze-lost': () => 'this role may no longer analyze it',
	'ownership-lost': () => 'this role no longer owns it',
	'parameters-changed': () => 'its storage parameters have changed since the plan was made',
	'not-run': () => 'pgdeck does not run pg_repack',
};
export const tableOutcome = coder(tableOutcomeWords);

type Named = {readonly parameters: readonly string[]};

/** Checks of a change of autovacuum storage parameters. */
export const settingsCheckWords = {
	partitioned: () => 'partitioned: autovacuum uses the storage parameters of its partitions. Change those.',
	'no-toast': () => 'it has no TOAST table',
	'current-values': ({parameters}: Named) => `now ${parameters.join(', ')}`,
	'autovacuum-disabled': () =>
		'autovacuum will only vacuum it to prevent wraparound, until you turn it on again',
};
export const settingsCheck = coder(settingsCheckWords);

/** Checks for pg_repack. */
export const repackCheckWords = {
	'vacuum-first': ({deadTuples}: {readonly deadTuples: number}) =>
		`${plural(deadTuples, 'dead row')}: run VACUUM first. It makes their space reusable but does not shrink the table`,
	'few-dead-tuples': ({deadTuples}: {readonly deadTuples: number}) =>
		`${plural(deadTuples, 'dead row')}: little for VACUUM to do. New rows reuse free space, so only a table that stays smaller needs a rewrite`,
	'large-table': ({sizeBytes}: {readonly sizeBytes: number}) =>
		`${bytes(sizeBytes)} in one table: with partitions by time, old rows go by dropping a partition, which leaves no free space behind`,
	'not-run': ({command}: {readonly command: string}) =>
		`pgdeck does not run pg_repack. Run it yourself: ${command}`,
	table: () => 'an ordinary table',
	partitioned: () => 'partitioned: --parent-table repacks its partitions one after the other',
	'materialized-view': () => 'a materialized view: refresh it instead',
	keyed: () => 'has a primary key or a unique index on NOT NULL columns',
	'key-missing': () => 'requires a primary key or a unique index on NOT NULL columns',
	unlogged: () => 'unlogged: pg_repack skips unlogged tables',
	superuser: () => 'this role is a superuser',
	'owner-rights': ({role}: {readonly role: string}) =>
		`not a superuser: requires --no-superuser-check and ownership of the table. To allow it: GRANT USAGE, CREATE ON SCHEMA repack TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA repack TO ${role};`,
	'superuser-missing': () =>
		'not a superuser: required before 1.5.2. With --no-superuser-check it fails half way, retries forever and leaves its trigger on the table',
	unpublished: () => 'in no publication',
	published: () => 'in a publication: logical replication does not follow a repacked table',
	'valid-indexes': () => 'all indexes are valid',
	'invalid-index': () => 'has an INVALID index: rebuild or drop it first',
	space: ({sizeBytes}: {readonly sizeBytes: number}) =>
		`requires up to ${bytes(sizeBytes)} of free space (table, indexes, WAL). n/a: free space, which PostgreSQL does not report`,
	'space-partition': () =>
		'requires up to twice the size of a partition, one at a time (table, indexes, WAL). n/a: free space, which PostgreSQL does not report',
	'space-locked': () => 'n/a: required space: the table is locked',
	'extension-unavailable': () => 'the server has no extension pg_repack',
	'extension-missing': () =>
		'the extension is not installed in this database. To install it: CREATE EXTENSION pg_repack;',
	'extension-outdated': ({version, available}: {readonly version: string; readonly available: string}) =>
		`the extension is ${version} in this database, and ${available} on the server. To update it: ${again}`,
	'program-missing': ({version}: {readonly version: string}) =>
		`no program pg_repack on the PATH of this host; it must be ${version}, as the extension`,
	'program-differs': ({version, program}: {readonly version: string; readonly program: string}) =>
		`the program on this host is ${program}, the extension ${version}: they must match. Use the program ${version}, or with server files of ${program}: ${again}`,
	'program-matches': ({version}: {readonly version: string}) =>
		`the extension and the program on this host are both ${version}`,
	running: ({pid}: {readonly pid: number}) => `process ${pid} is repacking it. Wait until it ends.`,
	'no-leftovers': () => 'no leftovers of an earlier run',
	leftovers: ({
		objects,
		indexes,
	}: {
		/** Triggers and tables, each with its kind. */
		readonly objects: readonly string[];
		/** Names of indexes. */
		readonly indexes: readonly string[];
	}) =>
		[
			`an interrupted run has left ${[...indexes.map(index => `index ${index}`), ...objects].join(', ')}`,
			...(objects.length > 0 ? [`To remove its trigger and tables: ${again}`] : []),
			...(indexes.length > 0
				? [`To remove its indexes: DROP INDEX CONCURRENTLY ${indexes.join('; DROP INDEX CONCURRENTLY ')};`]
				: []),
		].join('. '),
};
const again = 'DROP EXTENSION pg_repack CASCADE; CREATE EXTENSION pg_repack;';
export const repackCheck = coder(repackCheckWords);
