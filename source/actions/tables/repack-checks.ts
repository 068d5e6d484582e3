import {bytes} from '../../format/quantities.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import type {RepackFacts} from '../../queries/tables/repack-facts.ts';
import type {Check} from '../engine/plan.ts';

const said = (verdict: Check['verdict'], detail: string): Check => ({
	...{name: 'pg_repack', verdict, detail: `pg_repack: ${detail}`},
});
const warning = (detail: string) => said('warn', detail);
const check = (good: boolean, yes: string, no: string) => (good ? said('pass', yes) : warning(no));

/**
What pg_repack of a table would meet.
@param program version of the one on this host, null where there is none
*/
export function repackChecks(table: ActionTable, facts: RepackFacts, program: string | null): Check[] {
	return [
		...versionChecks(facts, program),
		check(
			table.kind === 'r',
			'it is a table',
			table.kind === 'p'
				? 'it is partitioned: with --parent-table its partitions are repacked, one after the other'
				: 'it is a materialized view: refresh it instead',
		),
		check(
			table.keyed,
			'a primary key or unique index of columns that are never null',
			'it needs a primary key, or a unique index of columns that are never null, and there is none',
		),
		...(facts.unlogged ? [warning('it is unlogged: pg_repack passes such tables over')] : []),
		superuserCheck(facts),
		check(
			facts.publications === 0,
			'in no publication',
			'it is in a publication: logical replication does not follow it',
		),
		check(
			facts.invalidIndexes === 0,
			'all its indexes are valid',
			'it has an INVALID index: rebuild or drop it first',
		),
		leftoverCheck(facts),
		warning(`${roomWords(table)} (table, indexes, WAL). How much is free is n/a: PostgreSQL does not tell`),
	];
}

function roomWords({kind, tableBytes, indexBytes}: ActionTable): string {
	if (kind === 'p') return 'it needs up to twice the room of a partition, one at a time';
	if (tableBytes === null) return 'how much more room it needs is n/a: the table is locked';
	return `it needs up to ${bytes(2 * (tableBytes + (indexBytes ?? 0)))} more room`;
}

/**
Up to 1.5.1 the functions of the extension refuse who is no superuser, whatever the program checks: half way it fails, can't
clean up, and tries that for ever.
*/
export function servesOwners({version}: RepackFacts): boolean {
	const [major = 0, minor = 0, patch = 0] = (version ?? '').split('.').map(Number);
	return major > 1 || (major === 1 && (minor > 5 || (minor === 5 && patch >= 2)));
}

function superuserCheck(facts: RepackFacts): Check {
	const how = servesOwners(facts)
		? 'it takes --no-superuser-check, the ownership of the table, and GRANT USAGE, CREATE ON SCHEMA repack with SELECT on its views'
		: 'before 1.5.2 it takes one. With --no-superuser-check it fails half way, never ends, and leaves its trigger on the table';
	return check(facts.superuser, 'this role is a superuser', `this role is no superuser: ${how}`);
}

/** Program, extension and the server's files refuse each other unless all of them are of one version. */
function versionChecks({version, available}: RepackFacts, program: string | null): Check[] {
	if (version === null) {
		return [
			warning(
				available === null
					? 'the extension is not on this server'
					: 'the extension is not in this database: CREATE EXTENSION pg_repack',
			),
		];
	}
	const again = 'DROP EXTENSION pg_repack CASCADE, then CREATE EXTENSION pg_repack';
	return [
		...(available !== null && available !== version
			? [
					warning(
						`the extension in this database is ${version}, and the server's files are of ${available}: ${again}`,
					),
				]
			: []),
		check(
			program === version,
			`the extension and the program on this host are both ${version}`,
			program === null
				? `the extension is ${version}; no program pg_repack is on the PATH here: it has to be of the same version`
				: `the program on this host is ${program} and the extension ${version}: it refuses to work. Take the program of ${version}, or with the server's files of ${program}: ${again}`,
		),
	];
}

/** What one that was killed leaves: its trigger slows down every write, and fills its log for ever. */
function leftoverCheck({leftovers, runningBy}: RepackFacts): Check {
	if (runningBy !== null) return warning(`process ${runningBy} repacks it right now. Wait for its end`);
	const indexes = leftovers.filter(text => text.startsWith('index ')).map(text => text.replace('index ', ''));
	return check(
		leftovers.length === 0,
		'nothing is left of an earlier run',
		[
			`an earlier run was interrupted and has left ${leftovers.join(', ')}`,
			...(leftovers.length > indexes.length
				? ['DROP EXTENSION pg_repack CASCADE, then create it again: that takes its trigger and tables along']
				: []),
			...(indexes.length > 0 ? [`DROP INDEX CONCURRENTLY ${indexes.join(', ')}`] : []),
		].join('. '),
	);
}
