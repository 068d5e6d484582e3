import type {TableModel} from '../../components/table/model.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {Requests} from '../../domain/requests/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, percent, shortDuration} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';

type Group = Requests['paths'][number];

export type RequestList = 'paths' | 'servers';

function model(title: string): Omit<TableModel<Group>, 'rows'> {
	return {
		id: row => ('id' in row && typeof row.id === 'string' ? row.id : row.name),
		name: row => row.name,
		search: row => row.name,
		defaultSort: {column: 'p95', descending: true},
		empty: 'No requests in this window, or fewer than five of each.',
		columns: [
			{
				id: 'name',
				title,
				width: 24,
				flexible: true,
				most: 100,
				text: row => row.name,
				order: row => row.name,
			},
			{
				id: 'p95',
				title: 'p95',
				width: 9,
				align: 'right',
				descendingFirst: true,
				text: row => shortDuration(row.p95Ms),
				order: row => row.p95Ms,
			},
			{
				id: 'average',
				title: 'average',
				width: 9,
				align: 'right',
				descendingFirst: true,
				text: row => shortDuration(row.averageMs),
				order: row => row.averageMs,
			},
			{
				id: 'count',
				title: 'requests',
				width: 10,
				align: 'right',
				descendingFirst: true,
				text: row => count(row.count),
				order: row => row.count,
			},
			{
				id: 'errors',
				title: 'errors',
				width: 8,
				align: 'right',
				descendingFirst: true,
				text: row => percent(errorShare(row.errors, row.count)),
				order: row => errorShare(row.errors, row.count),
				tone: row => errorTone(row.errors, row.count),
			},
		],
	};
}

/** Why a fact of requests is not there. */
function notMapped(fact: 'path' | 'server' | 'status'): string {
	return fact === 'server'
		? "n/a: a request log of one's own has no servers."
		: `n/a: requests.columns.${fact} of the configuration names no column.`;
}

export function errorTone(errors: number | null, all: number): 'bad' | 'warning' | undefined {
	const share = errorShare(errors, all) ?? 0;
	return share >= 0.05 ? 'bad' : share >= 0.01 ? 'warning' : undefined;
}

const models = {paths: model('path'), servers: model('server')};

export function requestGroupsTable({snapshot}: Live, list: RequestList): TableModel<Group> | undefined {
	const requests = shownValue(snapshot.sections.requests)?.value;
	if (!requests) return undefined;
	const unmapped = {paths: 'path', servers: 'server'} as const;
	const empty = requests.unmapped.includes(unmapped[list]) ? notMapped(unmapped[list]) : models[list].empty;
	return {...models[list], empty, rows: requests[list]};
}
