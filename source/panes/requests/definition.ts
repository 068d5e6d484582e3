import type {RequestGroup} from '../../queries/requests/requests.ts';
import {definePane, defineView} from '../pane.ts';
import {groupDetail, type RequestList, requestGroupsTable} from './groups.ts';
import {requestsPane} from './pane.ts';

const groupsView = (list: RequestList) =>
	defineView({
		id: list,
		label: list,
		list,
		table: ({live}) => requestGroupsTable(live, list),
		draw: view => requestsPane({...view, list}),
		detail: (row: RequestGroup & {readonly id: string}, view) => groupDetail(row, list, view),
	});

export const requestsDefinition = definePane('requests', groupsView('paths'), groupsView('servers'));
