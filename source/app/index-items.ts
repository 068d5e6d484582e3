import {evidenceOf} from '../actions/indexes/drop-evidence.ts';
import type {Request} from '../actions/table.ts';
import type {IndexRow} from '../domain/indexes/schema.ts';
import {dropVerdict} from '../domain/indexes/verdict.ts';
import {shownValue} from '../domain/snapshot/section.ts';
import {plural} from '../format/quantities.ts';
import {indexName} from '../panes/indexes/table.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {CommandContext} from './command.ts';
import {indexMaintenance, missingItems} from './maintenance-actions.ts';
import type {MenuItem} from './sheet.ts';

/** What can be done on the pane of indexes, for these rows of the list that is shown. */
export function indexItems(
	{live, services, ui}: CommandContext,
	ids: readonly string[],
	why: string | undefined,
): MenuItem[] {
	if (ui.indexList === 'missing') return missingItems(live, ids, why);
	const rows = (shownValue(live.snapshot.sections.indexes)?.value.rows ?? []) as readonly IndexRow[];
	const chosen = ids.flatMap(id => rows.find(row => String(row.oid) === id) ?? []);
	const forbidden = chosen.filter(row => dropVerdict(row).startsWith('no'));
	const [first] = forbidden;
	const what =
		chosen.length === 1 && chosen[0]
			? indexName(chosen[0])
			: plural(chosen.length, 'marked index', 'marked indexes');
	const count = services.undoable().length;
	const none = why ?? 'No index is selected.';
	return [
		{
			title: chosen.length === 0 ? 'Drop an unused index' : `Drop ${what}`,
			...(chosen.length === 0
				? {disabled: none}
				: first
					? {disabled: `${indexName(first)}: ${dropVerdict(first).replace(/^no: /, '')}`}
					: {}),
			choose: {request: dropRequest(live, chosen)},
		},
		{
			title: count === 0 ? 'Undo a drop' : `Undo a drop (${count} in the journal)`,
			...(count === 0
				? {disabled: services.journal().problem ?? 'The journal has no drop of this database to undo.'}
				: {}),
			choose: {open: 'undo'},
		},
		...indexMaintenance(rows, chosen, none),
	];
}

/** With what every node says of them: the plan asks this server alone. */
function dropRequest({snapshot}: Live, chosen: readonly IndexRow[]): Request {
	const oids = chosen.map(({oid}) => oid);
	const evidence = evidenceOf(shownValue(snapshot.sections.indexes)?.value, oids);
	return {action: 'drop-indexes', oids, ...(evidence ? {evidence} : {})};
}
