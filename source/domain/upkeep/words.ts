import {coder} from '../../format/coded.ts';
import {bytes, count, dateTime, duration, plural} from '../../format/quantities.ts';

/** Why this role can't read or maintain something in this database. */
export const obstacleWords = {
	'pack-function': ({name, migration}: {name: string; migration: string}) =>
		`requires ${name} of the registry pack: migration ${migration} is not applied`,
	execute: ({functions}: {functions: readonly string[]}) =>
		`this role may not execute ${functions.join(', ')}`,
	'foreign-owner': ({relation, owner, maker}: {relation: string; owner: string; maker: string}) =>
		`partitions would be created as ${maker}, and ${relation} belongs to ${owner}: only a superuser can do it`,
	'schema-create': ({roles, schema}: {roles: readonly string[]; schema: string}) =>
		`${roles.join(' and ')} may not create tables in the schema ${schema}`,
	'pack-table': ({table}: {table: string}) => `requires ${table} of the registry pack, which does not exist`,
	select: ({table}: {table: string}) => `this role may not read ${table}`,
	maintain: ({what, owner}: {what: string; owner: string}) =>
		`this role may not ${what}, which belongs to ${owner}`,
	owner: ({what, owner}: {what: string; owner: string}) =>
		`this role may not ${what}: only ${owner} or a superuser can do it`,
	'unique-index': () =>
		'REFRESH CONCURRENTLY requires a unique index on plain columns without a WHERE clause. Without one, a refresh blocks readers',
	standby: () => 'this server is a standby: run it on the primary',
	'not-monthly': () => 'the partitions are not monthly',
	policy: ({problem}: {problem: string}) => problem,
	unknown: ({reason}: {reason: string}) => reason,
	'no-object': ({reason}: {reason: string}) => reason,
} as const;
export const upkeepObstacle = coder(obstacleWords);

type Rows = {rows: number; orMore: boolean};

/** Up to a limit rows are counted, so that a count may mean "at least". */
const rowsText = ({rows, orMore}: Rows): string =>
	orMore ? `${count(rows)} rows or more` : plural(rows, 'row');

/** Rows of a default partition that upkeep does not move. */
export const strayWords = {
	'rows-referenced': ({tables, ...rows}: Rows & {tables: readonly string[]}) =>
		`${rowsText(rows)} cannot leave the default partition, since ${tables.join(', ')} ${tables.length === 1 ? 'references' : 'reference'} it`,
	'rows-with-rules': (rows: Rows) =>
		`${rowsText(rows)} cannot leave the default partition, since it has rules, which would apply to them`,
	'rows-with-trigger': ({triggers, ...rows}: Rows & {triggers: readonly string[]}) =>
		`${rowsText(rows)} cannot leave the default partition, since only a superuser can disable the trigger ${triggers.join(', ')}`,
	'rows-beyond': ({lastMonth, ...rows}: Rows & {lastMonth: string; query: string}) =>
		`${rowsText(rows)} in the default partition fit no month from 1970-01 to ${lastMonth}`,
} as const;
export const strayReason = coder(strayWords);

const noAnalyze = (since: string | null): string =>
	since === null
		? 'without a recorded ANALYZE (counters may have been reset)'
		: `without a recorded ANALYZE since ${dateTime(new Date(since))}`;

/** The subject of a task: the first one fits a cell, further ones are remarks. */
export const taskWords = {
	...strayWords,
	unknown: ({reason}: {reason: string}) => `n/a: ${reason}`,
	'no-partitioned-table': () => 'no table is partitioned by time',
	'no-policy': () => 'no active policy in data_retention_policies',
	'no-view': () => 'no materialized view',
	'not-monthly': () => 'n/a: the partitions are not monthly',
	'no-current-month': ({month}: {month: string}) => `no partition for ${month}`,
	'months-unbounded': () => 'months unbounded',
	'months-until': ({until}: {until: string}) => `months to ${until}`,
	'months-missing': ({until, missing}: {until: string; missing: readonly string[]}) =>
		`months to ${until}, none for ${missing.join(', ')}`,
	'rows-to-move': (rows: Rows) => `${rowsText(rows)} in the default partition`,
	'rows-uncounted': ({reason}: {reason: string}) =>
		`the rows in the default partition could not be counted: ${reason}`,
	'policy-problem': ({problem}: {problem: string}) => `n/a: ${problem}`,
	'retention-kept': ({days}: {days: number}) =>
		`nothing is due: ${plural(days, 'day')} are kept, months as a whole`,
	'retention-due': ({action, days, ...amount}: RetentionAmount & {action: string; days: number}) =>
		`${action === 'delete' ? 'delete' : 'archive'} ${amountText(amount)}, older than ${plural(days, 'day')}`,
	'never-filled': () => 'never filled: it cannot be read',
	'no-refresh-time': () => 'n/a: the time of the last refresh is not recorded',
	'view-age': ({ageMs, intervalMs}: {ageMs: number; intervalMs: number | null}) =>
		`${ageMs < 60_000 ? 'less than 1 min' : duration(ageMs)} old, ${intervalMs === null ? 'refresh disabled' : `refresh every ${duration(intervalMs)}`}`,
	'refresh-failed': ({message}: {message: string}) => `the last refresh failed: ${message}`,
	'statistics-current': ({tables}: {tables: number}) =>
		`the statistics of all ${plural(tables, 'table')} are current`,
	'statistics-due': ({due, orMore, tables}: {due: number; orMore: boolean; tables: number}) =>
		`${plural(due, 'table')}${orMore ? ' or more' : ''} of ${count(tables)} due`,
	'no-analyze-recorded': ({tables, since}: {tables: number; since: string | null}) =>
		`${plural(tables, 'table')} ${noAnalyze(since)}`,
	'review-weekly': () => 'review unused and INVALID indexes',
	'review-monthly': () => 'ANALYZE due tables, record table sizes',
	'review-quarterly': () => 'ANALYZE all tables, record sizes, review indexes and retention',
	'tables-refused': ({tables}: {tables: number}) =>
		`${plural(tables, 'table')} skipped for lack of privileges in the last review`,
} as const;
export const taskWord = coder(taskWords);

/** Why it is unknown when a task was last done. */
export const lastWords = {
	unknown: ({reason}: {reason: string}) => reason,
	'no-refresh-time': () => 'PostgreSQL does not record refreshes, and materialized_views has no time for it',
} as const;
export const lastWord = coder(lastWords);

export type RetentionAmount = {
	readonly partitions: number;
	readonly rows: number;
	readonly rowsEstimated: boolean;
	readonly sizeBytes: number | null;
};

/** `2 partitions, ~1,200,000 rows, 900 MB` */
export function amountText({partitions, rows, rowsEstimated, sizeBytes}: RetentionAmount): string {
	const text = `${rowsEstimated ? '~' : ''}${plural(rows, 'row')}, ${bytes(sizeBytes)}`;
	return partitions > 0 ? `${plural(partitions, 'partition')}, ${text}` : text;
}

/** The subject of a task, with all remarks. */
export const taskText = ({
	detail,
	remarks,
}: {
	detail: {text: string};
	remarks: ReadonlyArray<{text: string}>;
}): string => [detail, ...remarks].map(({text}) => text).join('; ');
