import {UsageError} from '../../postgres/errors.ts';

/** Settings of a table that bear on how it is vacuumed and analyzed (documentation of CREATE TABLE), by first version. */
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

/** Of the whole table only, not of its TOAST part. */
const ofRowsOnly = /^autovacuum_analyze_/;

export type SettingsRequest =
	| {
			readonly tables: readonly number[];
			readonly set: Readonly<Record<string, string>>;
			readonly reset: readonly string[];
	  }
	/** Takes back a change that the journal has. */
	| {readonly undoOf: string};

/** Reads `name=value` and `reset name`, as typed, with commas or without. */
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
		throw new UsageError('Give settings: autovacuum_vacuum_scale_factor=0.02, or reset NAME.');
	}
	return {set, reset};
}

/** Names and values go into the statement as they are, so nothing but these may come through. */
export function checkSettings(
	{set, reset}: {readonly set: Readonly<Record<string, string>>; readonly reset: readonly string[]},
	versionNumber: number,
): void {
	for (const name of [...Object.keys(set), ...reset]) {
		const bare = name.replace(/^toast\./, '');
		const since = Object.hasOwn(names, bare) ? names[bare] : undefined;
		if (since === undefined || (bare !== name && ofRowsOnly.test(bare))) {
			throw new UsageError(
				`"${name}" is no setting of a table's vacuum. There are: ${Object.keys(names).join(', ')}; with toast. before it those of its TOAST table.`,
			);
		}
		if (versionNumber < since * 10_000) {
			throw new UsageError(`${name} is of PostgreSQL ${since} and later.`);
		}
	}
	for (const [name, value] of Object.entries(set)) {
		if (!/^(-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|on|off|true|false|auto|yes|no)$/i.test(value)) {
			throw new UsageError(`${name} can't be "${value}": it takes a number, or on or off.`);
		}
	}
	const both = reset.find(name => Object.hasOwn(set, name));
	if (both !== undefined) throw new UsageError(`${both} is both set and reset. Give one.`);
}
