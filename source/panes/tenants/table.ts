import {bar} from '../../components/sparkline.ts';
import type {TableModel} from '../../components/table/model.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {TenantRow} from '../../domain/requests/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, percent, shortCount, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {errorTone} from '../requests/groups.ts';

export function tenantId({id}: TenantRow): string {
	return id ?? '(none)';
}

const model: Omit<TableModel<TenantRow>, 'rows'> = {
	id: tenantId,
	name: row => row.name,
	search: row => `${row.name} ${row.id ?? ''}`,
	defaultSort: {column: 'requests', descending: true},
	empty: 'No requests in this window.',
	columns: [
		{
			id: 'name',
			title: 'tenant',
			width: 18,
			flexible: true,
			most: 64,
			text: row => row.name,
			order: row => row.name,
		},
		{
			id: 'requests',
			title: 'requests',
			width: 10,
			align: 'right',
			descendingFirst: true,
			text: row => count(row.requests),
			order: row => row.requests,
		},
		{
			id: 'share',
			title: 'share',
			width: 12,
			align: 'right',
			descendingFirst: true,
			text: (row, {glyphs}) => `${percent(row.share)} ${bar(row.share, 5, glyphs)}`,
			order: row => row.share,
		},
		{
			id: 'users',
			title: 'users',
			width: 6,
			align: 'right',
			descendingFirst: true,
			text: row => shortCount(row.users),
			order: row => row.users,
		},
		{
			id: 'average',
			title: 'average',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: row => shortDuration(row.averageMs),
			order: row => row.averageMs,
		},
		{
			id: 'p95',
			title: 'p95',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: row => shortDuration(row.p95Ms),
			order: row => row.p95Ms,
		},
		{
			id: 'errors',
			title: 'errors',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: row => percent(errorShare(row.errors, row.requests)),
			order: row => errorShare(row.errors, row.requests),
			tone: row => errorTone(row.errors, row.requests),
		},
	],
};

export function tenantsTable({snapshot}: Live): TableModel<TenantRow> | undefined {
	const tenants = shownValue(snapshot.sections.tenants)?.value;
	return tenants && {...model, rows: tenants.rows};
}
