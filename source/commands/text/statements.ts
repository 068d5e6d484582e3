import type {Plans} from '../../domain/statements/plans.ts';
import type {Statements} from '../../domain/statements/schema.ts';
import * as format from '../../format/quantities.ts';
import {statementTime} from '../../panes/counted-words.ts';
import {databaseName, hitShare, statementName} from '../../panes/statements/table.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {facts, type StillRow} from './still-table.ts';

/** Totals, because a single sample has nothing to compare with. */
export function statementsText(value: Statements, table: (rows: readonly StillRow[]) => string): string {
	const all = value.sums.total;
	return [
		facts([
			['statements', `${format.count(value.entries)}, by pg_stat_statements ${value.version}`],
			['counted', value.statsReset ? `since ${format.dateTime(value.statsReset)}` : 'never reset'],
			['execution', format.duration(all.execMs)],
			[
				'hidden',
				value.hidden === 0
					? 'none'
					: `${format.count(value.hidden)} of other roles (requires pg_read_all_stats)`,
			],
			["pgdeck's own", value.own === 0 ? 'none known' : `${format.count(value.own)}, left out`],
		]),
		table(
			value.rows
				.toSorted((a, b) => (b.counted.total.execMs ?? 0) - (a.counted.total.execMs ?? 0))
				.map(row => {
					const {calls, execMs, rows, tempRead, tempWritten, walBytes} = row.counted.total;
					return {
						statement: statementName(row),
						database: databaseName(row),
						user: row.user,
						time: format.duration(execMs),
						share: all.execMs ? format.percent((execMs ?? 0) / all.execMs) : '-',
						calls: format.count(calls),
						mean: statementTime(row.meanMs),
						deviation: statementTime(row.deviationMs),
						rows: format.count(rows),
						hit: hitShare(row, 'lifetime') === null ? '-' : format.percent(hitShare(row, 'lifetime')),
						temporary: format.bytes(((tempRead ?? 0) + (tempWritten ?? 0)) * value.blockBytes),
						WAL: format.bytes(walBytes),
					};
				}),
		),
	].join('\n');
}

export function plansText({rows}: Plans, table: (rows: readonly StillRow[]) => string): string {
	if (rows.length === 0) return '  pg_stat_statements has no statement of this database with a query plan.';
	return table(
		rows.map(({text, calls, shape, unknown}) => ({
			statement: oneLine(text),
			calls: format.count(calls),
			plan: shape ? shape.map(line => line.trim()).join('; ') : `n/a: ${unknown?.text ?? 'no plan'}`,
		})),
	);
}
