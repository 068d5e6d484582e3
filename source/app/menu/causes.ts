import type {Request} from '../../actions/table.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {aroundOf, causesOf, type TableCause} from '../../domain/tables/causes.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {indexName} from '../../panes/indexes/table.ts';
import {tableName} from '../../panes/tables/table.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {MenuItem} from '../sheet.ts';
import {holderItem} from './horizon.ts';

/**
The recommended actions for the selected table, each with its reason; they come before the other actions.
@param chosen several tables get no recommendation
*/
export function causeItems({snapshot, now}: Live, chosen: ReadonlyArray<{readonly oid: number}>): MenuItem[] {
	const [only] = chosen;
	const tables: readonly TableStatus[] = shownValue(snapshot.sections.tables)?.value.rows ?? [];
	const row = chosen.length === 1 ? tables.find(({oid}) => oid === only?.oid) : undefined;
	if (!row) return [];
	return causesOf(row, aroundOf(snapshot.sections, row.oid, now)).flatMap(cause => itemsOf(cause, row));
}

/** Both lists, without entries of the second that the first has too. */
export function withoutTwins(first: readonly MenuItem[], rest: readonly MenuItem[]): MenuItem[] {
	const ids = new Set(first.map(({id}) => id));
	return [...first, ...rest.filter(({id}) => id === undefined || !ids.has(id))];
}

function itemsOf({action, reason, indexes = [], holders = []}: TableCause, row: TableStatus): MenuItem[] {
	const name = tableName(row);
	const tables = [row.oid];
	const why = reason.text;
	const item = (id: string, title: string, request: Request): MenuItem[] => [
		{id, title, why, choose: {request}},
	];
	switch (action) {
		case 'vacuum':
			return item('vacuum', `VACUUM ${name}`, {action: 'vacuum', tables});
		case 'vacuum-freeze':
			return item('vacuum-freeze', `VACUUM (FREEZE) ${name}`, {
				action: 'vacuum',
				tables,
				options: {freeze: true},
			});
		case 'end-holders':
			return holders.slice(0, 3).map(holder => ({...holderItem(holder), why}));
		case 'reindex': {
			const names = indexes.map(index => indexName(index)).join(', ');
			return item('reindex-bloated', `Rebuild ${names} (REINDEX CONCURRENTLY)`, {
				action: 'reindex',
				indexes: indexes.map(({oid}) => oid),
			});
		}
		case 'repack':
			return item('repack-advice', `Shrink ${name} with pg_repack (advice)`, {
				action: 'repack-advice',
				table: row.oid,
			});
		case 'none':
			// An entry all the same: doing nothing is the recommendation.
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
