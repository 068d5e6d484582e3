import {shownValue} from '../../domain/snapshot/section.ts';
import {defineSimplePane} from '../pane.ts';
import {tenantDetail, tenantsPane} from './pane.ts';
import {tenantId, tenantsTable} from './table.ts';

export const tenantsDefinition = defineSimplePane('tenants', {
	table: ({live}) => tenantsTable(live),
	draw: tenantsPane,
	detail: tenantDetail,
	focus(id, {snapshot}) {
		const rows = shownValue(snapshot.sections.tenants)?.value.rows ?? [];
		const row = rows.find(item => tenantId(item) === id);
		return row && {kind: 'tenant', id: row.id};
	},
});
