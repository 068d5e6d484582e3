import {amountText, obstacleWords, type RetentionAmount, strayWords} from '../../domain/upkeep/words.ts';
import {coder} from '../../format/coded.ts';
import {bytes, count, plural} from '../../format/quantities.ts';

type Grant = {readonly reason: string; readonly grant: string | null};
const remedy = ({reason, grant}: Grant) => (grant === null ? reason : `${reason}. To allow it: ${grant};`);

type Indexes = {readonly indexes: number; readonly sizeBytes: number};
const indexesText = ({indexes, sizeBytes}: Indexes) =>
	`${plural(indexes, 'index', 'indexes')} (${bytes(sizeBytes)})`;

/** Checks, outcomes and refusals of upkeep. */
export const upkeepWords = {
	...obstacleWords,
	...strayWords,
	'not-recorded': (facts: Grant) => `the run will not be recorded: ${remedy(facts)}`,
	obstacle: remedy,

	'missing-months': ({months}: {months: readonly string[]}) => `no partition yet for ${months.join(', ')}`,
	'rows-move': ({rows, orMore}: {rows: number | null; orMore: boolean}) =>
		`${rows === null ? 'rows' : orMore ? `${count(rows)} rows or more` : plural(rows, 'row')} of the default partition move into their months. Reads and writes of that partition wait meanwhile.`,
	'rows-uncounted': ({reason}: {reason: string}) => `the rows could not be counted: ${reason}`,
	'months-complete': ({months}: {months: number}) =>
		`Every partitioned table has its months, ${months} ahead.`,
	'months-exist': ({
		table,
		until,
		staying,
	}: {
		table: string;
		until: string | null;
		staying: readonly string[];
	}) => [`${table} already has months to ${until ?? 'n/a'}.`, ...staying].join(' '),
	'table-gone': () => 'the table no longer exists, or is not partitioned by time',
	'still-missing': ({months, staying}: {months: readonly string[]; staying: readonly string[]}) =>
		[`there is no partition for ${months.join(', ')}`, ...staying].join('; '),
	'months-until': ({until, staying}: {until: string | null; staying: readonly string[]}) =>
		[
			until === null ? 'there is no partition for this month' : `there are months to ${until}`,
			...staying,
		].join('; '),

	'read-meanwhile': () => 'readers see the old contents meanwhile',
	'never-filled': () => 'never filled: it cannot be read until it is refreshed',
	'no-view-due': () => 'No materialized view is due.',
	'view-gone': () => 'the view no longer exists',
	'view-changed': () => 'the view has changed since the plan was made',

	'retention-amount': ({action, days, ...amount}: RetentionAmount & {action: string; days: number}) =>
		`${amountText(amount)} older than ${plural(days, 'day')} ${action === 'delete' ? 'are deleted: there is no archive' : 'move to the archive of the table'}`,
	'partition-steps': ({action}: {action: string}) =>
		`each partition is ${action === 'delete' ? 'detached, then dropped' : 'given a CHECK of its bounds, validated beside writers, detached, then attached to the archive'}. Detaching locks the whole table for a moment.`,
	'own-transactions': ({batch}: {batch: number}) =>
		`each step is a transaction of its own; single rows go in batches of ${count(batch)}`,
	'policy-problem': ({problem}: {problem: string}) => problem,
	'nothing-due': () => 'No retention policy is due.',
	'policy-current': ({policy, days}: {policy: string; days: number}) =>
		`Nothing of ${policy} is older than ${plural(days, 'day')}.`,
	'policy-gone': () => 'its policy no longer exists, or cannot be followed',
	'policy-changed': () => 'its policy has changed since the plan was made',
	'still-due': (amount: RetentionAmount) => `still due: ${amountText(amount)}`,
	'no-longer-due': () => 'nothing is due any more',

	'tables-to-analyze': ({tables, unrecorded}: {tables: number; unrecorded: number}) =>
		`${plural(tables, 'table')}, ${count(unrecorded)} without a recorded ANALYZE; reads and writes go on`,
	'tables-refused': ({tables, ...first}: Grant & {tables: number}) =>
		`${plural(tables, 'table')} skipped, the first: ${remedy(first)}`,
	'statistics-current': () => 'The planner statistics of all tables are current.',
	'relation-gone': ({relation}: {relation: string}) =>
		`${relation} no longer exists. Make the action plan again.`,

	'index-use': ({lowUsage, active, ...unused}: Indexes & {lowUsage: number; active: number}) =>
		`${indexesText(unused)} unused, ${count(lowUsage)} with low usage, ${count(active)} active`,
	'droppable-indexes': ({largest, more, ...free}: Indexes & {largest: readonly string[]; more: boolean}) =>
		`${indexesText(free)} of the unused ones can be dropped: ${largest.join(', ')}${more ? ' and more' : ''}. For all, run: pgdeck indexes`,
	'invalid-indexes': ({names}: {names: readonly string[]}) =>
		`${plural(names.length, 'index', 'indexes')} INVALID: ${names.join(', ')}`,
	'retention-unread': ({reason}: {reason: string}) => `retention is not reviewed: ${reason}`,
	'retention-due': ({policies, sizeBytes}: {policies: readonly string[]; sizeBytes: number}) =>
		`retention is due for ${policies.join(', ')} (${bytes(sizeBytes)}): pgdeck upkeep run retention`,
	'retention-current': () => 'no retention policy is due',
	'not-upkeep': () => 'the unit is not upkeep',
} as const;
export const said = coder(upkeepWords);
