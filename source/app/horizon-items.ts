import {shownValue} from '../domain/snapshot/section.ts';
import {holderWords, lastingHolders} from '../domain/vacuum/held.ts';
import type {HorizonHolder} from '../queries/vacuum/horizon.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {MenuItem} from './sheet.ts';

/** As many as the pane shows. */
const most = 3;

/** What would end those that hold VACUUM back, the oldest first; where pgdeck does not do it, what would. */
export function holderItems({snapshot, now}: Live): MenuItem[] {
	const vacuum = shownValue(snapshot.sections.vacuum)?.value;
	const holders = vacuum ? (shownValue(vacuum.horizon)?.value.holders ?? []) : [];
	return lastingHolders(holders, now).slice(0, most).map(holderItem);
}

export function holderItem(holder: HorizonHolder): MenuItem {
	const {kind, pid, backendStart, name, database} = holder;
	const who = `${holderWords(holder)}, which holds VACUUM back`;
	const terminate = (disabled?: string): MenuItem => ({
		title: `Terminate ${who}`,
		...(disabled === undefined ? {} : {disabled}),
		choose: {request: {action: 'terminate-backends', sessions: [{pid: pid ?? 0, backendStart}]}},
	});
	switch (kind) {
		case 'session':
			return terminate(
				backendStart === null
					? "It can't be told from a later one of its number: to see when it began takes pg_monitor."
					: undefined,
			);
		case 'prepared transaction':
			return {
				title: `Roll back ${who}`,
				...(name === null ? {disabled: `It is of the database ${database ?? 'n/a'}.`} : {}),
				choose: {request: {action: 'rollback-prepared', gid: name ?? ''}},
			};
		case 'standby feedback':
			return terminate('A long query on that standby: end it there, or turn its hot_standby_feedback off.');
		default:
			return {
				...terminate('Bring its receiver back; if that is gone for good: pg_drop_replication_slot.'),
				title: `Drop the ${who}`,
			};
	}
}

/** The tables of these lines: TOAST is vacuumed with the table that it is of. */
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
