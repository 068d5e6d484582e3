import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {type ActionTable, readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {type MaintenanceTarget, tableAgain} from './same-target.ts';
import {type SettingsChange as Change, undoOfSettings} from './settings-journal.ts';
import {checkSettings, type SettingsRequest} from './settings-names.ts';
import {goneChecks, tableObstacle, waitChecks} from './table-checks.ts';

export type TableSettingsRequest = {readonly action: 'table-settings'} & SettingsRequest;

/** Sets or resets autovacuum's settings of tables; what they were is kept, and comes back by the same action. */
export const tableSettings: Action<TableSettingsRequest, MaintenanceTarget> = {
	id: 'table-settings',
	title: "Change a table's vacuum settings",
	async plan(context, request) {
		const {reader, server, journal} = context;
		const undone = 'undoOf' in request ? undoOfSettings(journal.read(), server, request.undoOf) : undefined;
		const oids = undone ? [undone.oid] : 'tables' in request ? request.tables : [];
		const change: Change = undone ?? (request as Change);
		checkSettings(change, server.versionNumber);
		const tables = await readActionTables(reader, oids);
		const [only] = tables;
		if (!only) throw new RefusedError('None of these tables is here any more. Refresh the list.');
		const undoOf = 'undoOf' in request ? request.undoOf : undefined;
		return createPlan(tableSettings, context, {
			title: `${undoOf === undefined ? 'Change' : `Undo ${undoOf}: change`} the vacuum settings of ${tables.length === 1 ? sanitize(only.name) : plural(tables.length, 'table')}`,
			risk: 'low',
			units: tables.map(table => unit(table, change, undoOf)),
			checks: [
				...goneChecks(oids.length, tables.length, 'tables'),
				...tables.flatMap(table => tableCheck(table, change, server)),
				...(await waitChecks(
					reader,
					tables.map(({oid}) => oid),
					'SHARE UPDATE EXCLUSIVE',
				)),
			],
		});
	},
	async verify(reader, {target}) {
		const table = await tableAgain(reader, target);
		if (typeof table === 'string') return table;
		if (!table.owned) return 'this role does not own it any more';
		return settingsText(table) === target.facts?.all
			? undefined
			: 'its settings were changed since the plan was made';
	},
};

/** All settings as they are, of the TOAST table with its prefix. */
function settingsOf({options, toastOptions}: ActionTable): Map<string, string> {
	const pair = (text: string, prefix = ''): [string, string] => {
		const at = text.indexOf('=');
		return [prefix + text.slice(0, at), text.slice(at + 1)];
	};
	return new Map([...options.map(text => pair(text)), ...toastOptions.map(text => pair(text, 'toast.'))]);
}

function settingsText(table: ActionTable): string {
	return JSON.stringify([...settingsOf(table)].toSorted());
}

function unit(table: ActionTable, change: Change, undoOf: string | undefined): UnitDraft<MaintenanceTarget> {
	const {oid, name, kind} = table;
	const was = settingsOf(table);
	const touched = [...Object.keys(change.set), ...change.reset];
	const back: Change = {
		set: Object.fromEntries(touched.flatMap(key => (was.has(key) ? [[key, was.get(key) ?? '']] : []))),
		reset: touched.filter(key => !was.has(key)),
	};
	const lock = 'SHARE UPDATE EXCLUSIVE' as const;
	return {
		title: `Change the vacuum settings of ${sanitize(name)}`,
		target: {
			kind: 'maintenance',
			of: 'table',
			oid,
			name,
			facts: {
				all: settingsText(table),
				back: JSON.stringify(back),
				...(undoOf === undefined ? {} : {undoOf}),
			},
		},
		transactional: true,
		statements: alterTexts(name, kind, change).map(text => ({text, lock, on: [name]})),
		record: [],
		undo: alterTexts(name, kind, back),
	};
}

/** Only names and values that were checked come here. */
function alterTexts(name: string, kind: ActionTable['kind'], {set, reset}: Change): string[] {
	const alter = `ALTER ${kind === 'm' ? 'MATERIALIZED VIEW' : 'TABLE'} ${name}`;
	const pairs = Object.entries(set).map(([key, value]) => `${key} = ${value}`);
	return [
		...(pairs.length > 0 ? [`${alter} SET (${pairs.join(', ')})`] : []),
		...(reset.length > 0 ? [`${alter} RESET (${reset.join(', ')})`] : []),
	];
}

function tableCheck(table: ActionTable, change: Change, server: ServerIdentity): Check[] {
	const name = sanitize(table.name);
	const block = (detail: string): Check => ({name, verdict: 'block', detail});
	const obstacle = tableObstacle(table, 'own', server);
	const was = settingsOf(table);
	const toast = [...Object.keys(change.set), ...change.reset].some(key => key.startsWith('toast.'));
	const shown = [...Object.keys(change.set), ...change.reset].map(
		key => `${key} is ${was.get(key) ?? "the server's own"}`,
	);
	return [
		...(obstacle === undefined ? [] : [block(obstacle)]),
		...(table.kind === 'p'
			? [block(`${name} is partitioned: autovacuum goes by the settings of its partitions. Change those.`)]
			: []),
		...(toast && !table.toasted ? [block(`${name} has no TOAST table.`)] : []),
		{name, verdict: 'pass', detail: `${name}: now ${shown.join(', ')}`},
		...(change.set.autovacuum_enabled !== undefined &&
		/^(off|false|no|0)$/.test(change.set.autovacuum_enabled)
			? [
					{
						name,
						verdict: 'warn' as const,
						detail: `${name}: nobody will vacuum it but against wraparound, until someone remembers`,
					},
				]
			: []),
	];
}
