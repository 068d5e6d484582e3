import {tenantId} from '../panes/tenants/table.ts';
import type {Focus} from '../sampler/detail.ts';
import type {Live} from '../sampler/live.ts';
import type {PaneId} from '../snapshot/pane-ids.ts';
import {shownValue} from '../snapshot/section.ts';
import type {ListId} from './state.ts';

/** What has to be asked for the row that is opened; undefined where the sample has all of it. */
export function focusOf(list: ListId | PaneId, id: string, {snapshot}: Live): Focus | undefined {
	switch (list) {
		case 'tenants': {
			const rows = shownValue(snapshot.sections.tenants)?.value.rows ?? [];
			const row = rows.find(item => tenantId(item) === id);
			return row && {kind: 'tenant', id: row.id};
		}
		case 'indexes':
			return {kind: 'index', oid: Number(id)};
		case 'migrations':
			return {kind: 'migration', version: id};
		default:
			return undefined;
	}
}
