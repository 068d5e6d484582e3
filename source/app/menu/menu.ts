import {refusal} from '../../actions/engine/policy.ts';
import {mannerOf} from '../../actions/sessions/targets.ts';
import {isPending, type MigrationRow} from '../../domain/migrations/status.ts';
import {type PaneId, paneIds, paneTable} from '../../domain/snapshot/panes.ts';
import type {Migrations} from '../../domain/snapshot/schema.ts';
import {absenceText, type Section, shownValue} from '../../domain/snapshot/section.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {plural} from '../../format/quantities.ts';
import {describeError} from '../../postgres/server-error.ts';
import {refusalOfPast} from '../../recording/travel.ts';
import {isStale} from '../../sampler/engine/live.ts';
import type {CommandContext} from '../command.ts';
import type {MenuItem} from '../sheet.ts';
import {viewOf} from '../state.ts';
import {causeItems, withoutTwins} from './causes.ts';
import {holderItems, vacuumedTables} from './horizon.ts';
import {indexItems} from './indexes.ts';
import {blockingItems, rowsOf, sessionItems} from './sessions.ts';
import {tableMaintenance} from './tables.ts';

/** Opens the action menu; unavailable entries stay in it with the reason. */
export function openMenu(context: CommandContext): void {
	const {ui, dispatch} = context;
	const items = menus[ui.pane]?.(context) ?? [];
	const shown = items.map(item => {
		const never = refusalHere(context, 'request' in item.choose ? item.choose.request.action : undefined);
		return never === undefined ? item : {...item, disabled: never};
	});
	dispatch({type: 'sheet', sheet: {kind: 'menu', title: paneTable[ui.pane].title, items: shown, cursor: 0}});
}

/** Panes with actions. */
const menus: Partial<Record<PaneId, (context: CommandContext) => MenuItem[]>> = {
	indexes: context =>
		indexItems(context, selected(context.list), unknown(context.live.snapshot.sections.indexes)),
	migrations: migrationItems,
	tables: tableItems,
	upkeep: upkeepItems,
	sessions: context =>
		sessionItems(
			rowsOf(context, selected(context.list)),
			unknown(context.live.snapshot.sections.sessions) ?? 'No session is selected.',
		),
	vacuum: context => {
		const chosen = vacuumedTables(context.live, selected(context.list));
		const none = unknown(context.live.snapshot.sections.vacuum) ?? 'No table is selected.';
		return withoutTwins(causeItems(context.live, chosen), [
			...holderItems(context.live),
			...tableMaintenance(chosen, none, context),
		]);
	},
	blocking: context =>
		blockingItems(context, selected(context.list), unknown(context.live.snapshot.sections.blocking)),
};

export function hasActions(pane: PaneId): boolean {
	return menus[pane] !== undefined;
}

/** The panes with actions, for a pane without. */
export function noActionsHere(): string {
	const names = paneIds
		.filter(hasActions)
		.map(
			(pane, index) =>
				`${index === 0 ? paneTable[pane].title : paneTable[pane].title.toLowerCase()} (${paneTable[pane].keys[0]})`,
		);
	return `There are no actions on this pane. ${names.slice(0, -1).join(', ')} and ${names.at(-1)} have some.`;
}

/** The reason why an action is not allowed now; without an action, why no change is allowed. */
export function refusalHere({live, readOnly, ui}: CommandContext, action?: string): string | undefined {
	if (live.past) return refusalOfPast(live.past);
	if (ui.run?.status === 'running') return 'An action is running. Wait for its end, or cancel it (v).';
	if (live.link.state === 'lost' || (isStale(live) && !live.paused)) {
		return 'The data on screen is old: the server does not answer.';
	}
	return refusal(live.snapshot.server, {readOnly}, action === undefined ? undefined : mannerOf(action));
}

/** The reason why a list is unknown; without it, the list would be called empty. */
function unknown<T>(section: Section<T>): string | undefined {
	switch (section.status) {
		case 'ok':
			return undefined;
		case 'pending':
			return 'Not sampled yet.';
		case 'unsupported':
		case 'denied':
			return absenceText(section);
		case 'failed':
			return section.last ? undefined : describeError(section.error);
	}
}

function tableItems(context: CommandContext): MenuItem[] {
	const section = context.live.snapshot.sections.tables;
	const rows = (shownValue(section)?.value.rows ?? []) as readonly TableStatus[];
	const chosen = selected(context.list).flatMap(id => rows.find(row => String(row.oid) === id) ?? []);
	return withoutTwins(causeItems(context.live, chosen), [
		...tableMaintenance(chosen, unknown(section) ?? 'No table is selected.', context),
		...holderItems(context.live),
	]);
}

function migrationItems({list, live, ui}: CommandContext): MenuItem[] {
	const rows = (shownValue(live.snapshot.sections.migrations)?.value.rows ?? []) as readonly MigrationRow[];
	const pending = rows.filter(isPending);
	const row = pending.find(({version}) => version === list?.window.cursorId);
	const upTo = row ? pending.filter(({version}) => version <= row.version) : [];
	const why = unknown(live.snapshot.sections.migrations);
	const none = why ?? 'Nothing is pending.';
	const notPending = {
		disabled: why ?? (pending.length === 0 ? none : 'The selected migration is not pending.'),
	};
	const last = rows.findLast(row => !isPending(row));
	const optimize = optimizeItem(live.snapshot.sections.migrations);
	const items: MenuItem[] = [
		{
			title:
				pending.length === 1
					? 'Apply the pending migration'
					: `Apply all${pending.length > 0 ? ` ${pending.length}` : ''} pending migrations`,
			...(pending.length === 0 ? {disabled: none} : {}),
			choose: {request: {action: 'apply-migrations', which: 'all'}},
		},
		{
			title: row
				? `Apply up to ${row.version} ${row.name} (${plural(upTo.length, 'file')})`
				: 'Apply up to the selected migration',
			...(row ? {} : notPending),
			choose: {request: {action: 'apply-migrations', which: {upTo: row?.version ?? ''}}},
		},
		{
			title: row ? `Apply only ${row.version} ${row.name}` : 'Apply only the selected migration',
			...(row ? {} : notPending),
			choose: {request: {action: 'apply-migrations', which: {only: row?.version ?? ''}}},
		},
		{
			title: last
				? `Roll back the last migration: ${last.version} ${last.name}`
				: 'Roll back the last migration',
			...(last ? {} : {disabled: why ?? 'No migration is applied.'}),
			choose: {request: {action: 'roll-back-migration'}},
		},
	];
	// The entry for the view on screen comes first.
	return viewOf(ui).id === 'missing-objects' ? [optimize, ...items] : [...items, optimize];
}

/** Offered without known migrations too: a registry made by another tool has no ledger and no folder. */
function optimizeItem(section: Section<Migrations>): MenuItem {
	const {source} = shownValue(section)?.value ?? {source: 'pack'};
	return {
		title: 'Optimize: build the registry objects that are missing',
		...(source === 'directory'
			? {disabled: 'The migrations come from a folder. For the registry pack, run pgdeck optimize.'}
			: {}),
		choose: {request: {action: 'optimize'}},
	};
}

function upkeepItems({list, live}: CommandContext): MenuItem[] {
	const section = live.snapshot.sections.upkeep;
	const tasks = shownValue(section)?.value.tasks ?? [];
	const chosen = selected(list).flatMap(name => tasks.find(task => task.name === name) ?? []);
	const due = tasks.filter(({state, obstacle}) => state === 'due' && obstacle === null);
	const [hindered] = chosen.filter(({obstacle}) => obstacle !== null);
	const [only] = chosen;
	const what = chosen.length === 1 && only ? only.name : plural(chosen.length, 'marked task');
	const why = unknown(section);
	return [
		{
			title: chosen.length === 0 ? 'Run the selected task' : `Run ${what}`,
			...(chosen.length === 0
				? {disabled: why ?? 'No task is selected.'}
				: hindered
					? {
							disabled: `${hindered.name}: ${hindered.obstacle?.text}${hindered.grant === null ? '' : `. To allow it: ${hindered.grant};`}`,
						}
					: {}),
			choose: {request: {action: 'upkeep', names: chosen.map(({name}) => name)}},
		},
		{
			title: `Run all due tasks (${due.length})`,
			...(due.length === 0 ? {disabled: why ?? 'No task that this role can run is due.'} : {}),
			choose: {request: {action: 'upkeep', names: due.map(({name}) => name)}},
		},
	];
}

/** The marked rows, or the one under the cursor. */
function selected(list: CommandContext['list']): readonly string[] {
	if (!list) return [];
	if (list.state.marks.size > 0) return [...list.state.marks];
	return list.window.cursorId === undefined ? [] : [list.window.cursorId];
}
