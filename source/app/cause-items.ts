import type {Request} from '../actions/table.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {aroundOf, causesOf, type TableCause} from '../domain/tables/causes.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {indexName} from '../panes/indexes/table.ts';
import {tableName} from '../panes/tables/table.ts';
import type {Live} from '../sampler/engine/live.ts';
import {holderItem} from './horizon-items.ts';
import type {MenuItem} from './sheet.ts';

/**
What fits the one table that is chosen, by what is the matter with it, before all else that could be done: each with why.
@param chosen nothing is said of several
*/
export function causeItems({snapshot, now}: Live, chosen: ReadonlyArray<{readonly oid: number}>): MenuItem[] {
	const [only] = chosen;
	const tables: readonly TableStatus[] = shownValue(snapshot.sections.tables)?.value.rows ?? [];
	const row = chosen.length === 1 ? tables.find(({oid}) => oid === only?.oid) : undefined;
	if (!row) return [];
	return causesOf(row, aroundOf(snapshot.sections, row.oid, now)).flatMap(cause => itemsOf(cause, row));
}

/** What goes first, and the rest but for what is there already. */
export function withoutTwins(first: readonly MenuItem[], rest: readonly MenuItem[]): MenuItem[] {
	const titles = new Set(first.map(({title}) => title));
	return [...first, ...rest.filter(({title}) => !titles.has(title))];
}

function itemsOf(
	{action, reason: why, indexes = [], holders = []}: TableCause,
	row: TableStatus,
): MenuItem[] {
	const name = tableName(row);
	const tables = [row.oid];
	const item = (title: string, request: Request): MenuItem[] => [{title, why, choose: {request}}];
	switch (action) {
		case 'VACUUM':
			return item(`VACUUM ${name}`, {action: 'vacuum', tables});
		case 'VACUUM (FREEZE)':
			return item(`VACUUM (FREEZE) ${name}`, {action: 'vacuum', tables, options: {freeze: true}});
		case 'end who holds it back':
			return holders.slice(0, 3).map(holder => ({...holderItem(holder), why}));
		case 'REINDEX CONCURRENTLY': {
			const names = indexes.map(index => indexName(index)).join(', ');
			return item(`Rebuild ${names} (REINDEX CONCURRENTLY)`, {
				action: 'reindex',
				indexes: indexes.map(({oid}) => oid),
			});
		}
		case 'pg_repack':
			return item(`What would make ${name} smaller, with pg_repack`, {
				action: 'repack-advice',
				table: row.oid,
			});
		case 'nothing':
			// An entry all the same: that there is nothing to do is what fits.
			return [
				{
					title: `Nothing to do for ${name}`,
					disabled: why,
					why,
					choose: {request: {action: 'vacuum', tables}},
				},
			];
	}
}
