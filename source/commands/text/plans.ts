import type {Plans} from '../../domain/statements/plans.ts';
import * as format from '../../format/quantities.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import type {StillRow} from './still-table.ts';

export function plansText({rows}: Plans, table: (rows: readonly StillRow[]) => string): string {
	if (rows.length === 0) return '  pg_stat_statements has no statement of this database that has a plan.';
	return table(
		rows.map(({text, calls, shape, unknown}) => ({
			statement: oneLine(text),
			calls: format.count(calls),
			plan: shape ? shape.map(line => line.trim()).join('; ') : `n/a: ${unknown}`,
		})),
	);
}
