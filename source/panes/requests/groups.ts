import {heading} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import {errorShare} from '../../domain/requests/error-share.ts';
import type {Requests} from '../../domain/requests/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, duration, percent, shortDuration} from '../../format/quantities.ts';
import type {RequestGroup} from '../../queries/requests/requests.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {labeled} from '../facts.ts';
import type {PaneView} from '../pane.ts';

type Group = Requests['paths'][number];

export type RequestList = 'paths' | 'servers';

function model(title: string): Omit<TableModel<Group>, 'rows'> {
	return {
		id: row => ('id' in row && typeof row.id === 'string' ? row.id : row.name),
		name: row => row.name,
		search: row => row.name,
		defaultSort: {column: 'p95', descending: true},
		empty: 'No path or server has five or more requests in this window.',
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

/** Why a list is empty. */
function notMapped(fact: 'path' | 'server' | 'status'): string {
	return fact === 'server'
		? 'n/a: a mapped request log has no servers.'
		: `n/a: requests.columns.${fact} is not mapped in the configuration.`;
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

export function windowText(hours: number): string {
	return hours === 1 ? 'last hour' : `last ${hours} hours`;
}

/** One path or server of the request log. */
export function groupDetail(group: RequestGroup, list: RequestList, view: PaneView): string[] {
	const {live, width, skin} = view;
	const text = labeled(view);
	return [
		heading([['title', group.name]], [['muted', windowText(live.windowHours)]], width, skin),
		...text('kind', list === 'paths' ? 'path' : 'server'),
		...text('requests', count(group.count)),
		...text(
			'errors',
			group.errors === null
				? 'n/a: no status is known. Map requests.columns.status in the configuration.'
				: `${count(group.errors)} (${percent(errorShare(group.errors, group.count))})`,
		),
		...text('average', duration(group.averageMs)),
		...text('p95', `${duration(group.p95Ms)}, an observed duration (percentile_disc)`),
	];
}
