import {shownValue} from '../../domain/snapshot/section.ts';
import {holderWords, lastingHolders} from '../../domain/vacuum/held.ts';
import type {HorizonHolder} from '../../queries/vacuum/horizon.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {MenuItem} from '../sheet.ts';

/** As on the pane. */
const most = 3;

/** Actions that end the holders of the xmin horizon, the oldest first. Disabled ones say what to do instead. */
export function holderItems({snapshot, now}: Live): MenuItem[] {
	const vacuum = shownValue(snapshot.sections.vacuum)?.value;
	const holders = vacuum ? (shownValue(vacuum.horizon)?.value.holders ?? []) : [];
	return lastingHolders(holders, now).slice(0, most).map(holderItem);
}

export function holderItem(holder: HorizonHolder): MenuItem {
	const {kind, pid, backendStart, name, database} = holder;
	const id = `holder:${kind}:${name ?? pid}`;
	const who = holderWords(holder);
	const terminate = (disabled?: string): MenuItem => ({
		id,
		title: `Terminate ${who}, holder of the xmin horizon`,
		...(disabled === undefined ? {} : {disabled}),
		choose: {request: {action: 'terminate-backends', sessions: [{pid: pid ?? 0, backendStart}]}},
	});
	switch (kind) {
		case 'session':
			return terminate(
				backendStart === null
					? 'pgdeck cannot identify this session: its start time requires pg_monitor.'
					: undefined,
			);
		case 'prepared-transaction':
			return {
				id,
				title: `Roll back ${who}, holder of the xmin horizon`,
				...(name === null
					? {disabled: `It belongs to database ${database ?? 'n/a'}: connect to that one.`}
					: {}),
				choose: {request: {action: 'rollback-prepared', gid: name ?? ''}},
			};
		case 'standby-feedback':
			return terminate('End the long query on that standby, or turn hot_standby_feedback off there.');
		default:
			return {
				...terminate('Reconnect its receiver. If that is gone for good: pg_drop_replication_slot.'),
				title: `Drop ${who}, holder of the xmin horizon`,
			};
	}
}

/** The tables of these rows: TOAST is vacuumed with its table. */
export function vacuumedTables(
	{snapshot}: Live,
	ids: readonly string[],
): Array<{oid: number; schema: string; name: string}> {
	const vacuum = shownValue(snapshot.sections.vacuum)?.value;
	const rows = vacuum ? (shownValue(vacuum.relations)?.value.rows ?? []) : [];
	const chosen = rows.filter(({oid}) => ids.includes(String(oid)));
	return [
		...new Map(chosen.map(({tableOid, schema, name}) => [tableOid, {oid: tableOid, schema, name}])).values(),
	];
}
