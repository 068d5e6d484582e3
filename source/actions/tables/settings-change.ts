import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {RefusedError, UsageError} from '../../postgres/errors.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {JournalEntry} from '../engine/journal.ts';
import {isAlive, type JournalStory, sameDatabase, stories} from '../engine/journal-story.ts';

/** Storage parameters for vacuum and analyze (documentation of CREATE TABLE), with the first version that has them. */
const names: Readonly<Record<string, number>> = {
	autovacuum_enabled: 13,
	autovacuum_vacuum_threshold: 13,
	autovacuum_vacuum_max_threshold: 18,
	autovacuum_vacuum_scale_factor: 13,
	autovacuum_vacuum_insert_threshold: 13,
	autovacuum_vacuum_insert_scale_factor: 13,
	autovacuum_analyze_threshold: 13,
	autovacuum_analyze_scale_factor: 13,
	autovacuum_vacuum_cost_delay: 13,
	autovacuum_vacuum_cost_limit: 13,
	autovacuum_freeze_min_age: 13,
	autovacuum_freeze_max_age: 13,
	autovacuum_freeze_table_age: 13,
	autovacuum_multixact_freeze_min_age: 13,
	autovacuum_multixact_freeze_max_age: 13,
	autovacuum_multixact_freeze_table_age: 13,
	log_autovacuum_min_duration: 13,
	vacuum_index_cleanup: 13,
	vacuum_truncate: 13,
	vacuum_max_eager_freeze_failure_rate: 18,
};

/** Parameters that TOAST tables do not have. */
const ofRowsOnly = /^autovacuum_analyze_/;

export type SettingsRequest =
	| {
			readonly tables: readonly number[];
			readonly set: Readonly<Record<string, string>>;
			readonly reset: readonly string[];
	  }
	/** Undoes a change from the journal. */
	| {readonly undoOf: string};

/** Parses `name=value` and `reset name`, separated by commas or spaces. */
export function parseSettings(text: string): {set: Record<string, string>; reset: string[]} {
	const set: Record<string, string> = {};
	const reset: string[] = [];
	const words = text
		.replaceAll(/\s*=\s*/g, '=')
		.split(/[\s,()]+/)
		.filter(Boolean);
	let resetting = false;
	for (const word of words) {
		if (/^(set|reset)$/i.test(word)) {
			resetting = word.toLowerCase() === 'reset';
			continue;
		}
		const [name = '', value] = word.toLowerCase().split('=');
		if (value === undefined && resetting) reset.push(name);
		else if (value === undefined || value === '') {
			throw new UsageError(`"${word}" has no value. Write ${name}=VALUE, or reset ${name}.`);
		} else set[name] = value;
	}
	if (Object.keys(set).length + reset.length === 0) {
		throw new UsageError('Give storage parameters: autovacuum_vacuum_scale_factor=0.02, or reset NAME.');
	}
	return {set, reset};
}

/** Names and values go into the statement unquoted: this is the guard. */
export function checkSettings(
	{set, reset}: {readonly set: Readonly<Record<string, string>>; readonly reset: readonly string[]},
	versionNumber: number,
): void {
	for (const name of [...Object.keys(set), ...reset]) {
		const bare = name.replace(/^toast\./, '');
		const since = Object.hasOwn(names, bare) ? names[bare] : undefined;
		if (since === undefined || (bare !== name && ofRowsOnly.test(bare))) {
			throw new UsageError(
				`"${name}" is not a storage parameter for vacuum or analyze. Use one of: ${Object.keys(names).join(', ')}; prefix it with toast. for the TOAST table.`,
			);
		}
		if (versionNumber < since * 10_000) {
			throw new UsageError(`${name} requires PostgreSQL ${since} or later.`);
		}
	}
	for (const [name, value] of Object.entries(set)) {
		if (!/^(-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|on|off|true|false|auto|yes|no)$/i.test(value)) {
			throw new UsageError(`"${value}" is not a value for ${name}: give a number, or on or off.`);
		}
	}
	const both = reset.find(name => Object.hasOwn(set, name));
	if (both !== undefined) throw new UsageError(`${both} is both set and reset. Do one of them.`);
}

/** Storage parameters to set and to reset. */
export type SettingsChange = {
	readonly set: Readonly<Record<string, string>>;
	readonly reset: readonly string[];
};

/** The journal's changes in this database that are not undone yet, the newest first. */
export function undoableSettings(entries: readonly JournalEntry[], server: ServerIdentity): JournalStory[] {
	const all = stories(
		entries.filter(({action}) => action === 'table-settings'),
		isAlive,
	).filter(({begun, outcome}) => outcome === 'done' && sameDatabase(begun, server));
	const undone = new Set(all.map(({begun}) => factsOf(begun).undoOf));
	return all.filter(({id}) => !undone.has(id)).toReversed();
}

function factsOf({target}: JournalEntry): Record<string, unknown> {
	return (target as {facts?: Record<string, unknown>} | null)?.facts ?? {};
}

/** The change that undoes another one. */
export function undoOfSettings(
	entries: readonly JournalEntry[],
	server: ServerIdentity,
	id: string,
): SettingsChange & {oid: number} {
	const story = undoableSettings(entries, server).find(item => item.id === id);
	const oid = (story?.begun.target as {oid?: unknown} | null | undefined)?.oid;
	const back = story && factsOf(story.begun).back;
	if (typeof oid !== 'number' || typeof back !== 'string') {
		throw new RefusedError(
			`The journal has no change of storage parameters ${sanitize(id)} in this database that can be undone. See: pgdeck journal`,
		);
	}
	return {...(JSON.parse(back) as SettingsChange), oid};
}
