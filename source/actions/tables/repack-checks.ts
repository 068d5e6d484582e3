import {execFile} from 'node:child_process';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Coded} from '../../format/coded.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import type {RepackFacts} from '../../queries/tables/repack-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {repackCheck} from './words.ts';

const waitMs = 2000;
const about = {object: 'pg_repack'};
const warning = (found: Coded) => warn(found, about);
const check = (good: boolean, yes: Coded, no: Coded) => (good ? pass(yes, about) : warning(no));

/**
The version of the program pg_repack on this host, which only works with an extension of the same version.
@returns null if there is none on the PATH, or it does not report one
*/
export function readRepackProgram(): Promise<string | null> {
	return new Promise(resolve => {
		execFile('pg_repack', ['--version'], {timeout: waitMs}, (error, out) => {
			resolve(error ? null : (/^pg_repack (\d[\w.-]*)/.exec(out)?.[1] ?? null));
		});
	});
}

/**
The preflight of pg_repack for a table.
@param program version of the one on this host, null if there is none
*/
export function repackChecks(
	table: ActionTable,
	facts: RepackFacts,
	program: string | null,
	{quotedUser}: Pick<ServerIdentity, 'quotedUser'>,
): Check[] {
	return [
		...versionChecks(facts, program),
		check(
			table.kind === 'r',
			repackCheck('table'),
			repackCheck(table.kind === 'p' ? 'partitioned' : 'materialized-view'),
		),
		check(table.keyed, repackCheck('keyed'), repackCheck('key-missing')),
		...(facts.unlogged ? [warning(repackCheck('unlogged'))] : []),
		check(
			facts.superuser,
			repackCheck('superuser'),
			servesOwners(facts)
				? repackCheck('owner-rights', {role: sanitize(quotedUser)})
				: repackCheck('superuser-missing'),
		),
		check(facts.publications === 0, repackCheck('unpublished'), repackCheck('published')),
		check(facts.invalidIndexes === 0, repackCheck('valid-indexes'), repackCheck('invalid-index')),
		leftoverCheck(facts),
		warning(spaceOf(table)),
	];
}

function spaceOf({kind, tableBytes, indexBytes}: ActionTable): Coded {
	if (kind === 'p') return repackCheck('space-partition');
	if (tableBytes === null) return repackCheck('space-locked');
	return repackCheck('space', {sizeBytes: 2 * (tableBytes + (indexBytes ?? 0))});
}

/**
Up to 1.5.1 the functions of the extension refuse other roles, whatever the program checks: it fails half way, can't clean
up, and retries forever.
*/
export function servesOwners({version}: RepackFacts): boolean {
	const [major = 0, minor = 0, patch = 0] = (version ?? '').split('.').map(Number);
	return major > 1 || (major === 1 && (minor > 5 || (minor === 5 && patch >= 2)));
}

/** The program, the extension and the server's files must be of one version. */
function versionChecks({version, available}: RepackFacts, program: string | null): Check[] {
	if (version === null) {
		return [warning(repackCheck(available === null ? 'extension-unavailable' : 'extension-missing'))];
	}
	return [
		...(available !== null && available !== version
			? [warning(repackCheck('extension-outdated', {version, available}))]
			: []),
		check(
			program === version,
			repackCheck('program-matches', {version}),
			program === null
				? repackCheck('program-missing', {version})
				: repackCheck('program-differs', {version, program}),
		),
	];
}

/** The trigger of an interrupted run slows down every write and fills its log forever. */
function leftoverCheck({leftovers, runningBy}: RepackFacts): Check {
	if (runningBy !== null) return warning(repackCheck('running', {pid: runningBy}));
	if (leftovers.length === 0) return pass(repackCheck('no-leftovers'), about);
	const others = leftovers.filter(({kind}) => kind !== 'index');
	return warning(
		repackCheck('leftovers', {
			objects: others.map(({kind, name}) => `${kind} ${name}`),
			indexes: leftovers.flatMap(({kind, name}) => (kind === 'index' ? [name] : [])),
		}),
	);
}
