import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {plural} from '../../format/quantities.ts';
import {RefusedError} from '../../postgres/errors.ts';
import {type ActionTable, readActionTables} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, info, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {type MaintenanceTarget, tableAgain} from './same-target.ts';
import {
	type SettingsChange as Change,
	checkSettings,
	type SettingsRequest,
	undoOfSettings,
} from './settings-change.ts';
import {goneChecks, obstacleChecks, waitChecks} from './table-checks.ts';
import {settingsCheck, tableOutcome} from './words.ts';

export type TableSettingsRequest = {readonly action: 'table-settings'} & SettingsRequest;

/** Sets or resets storage parameters of autovacuum. The journal keeps the former values, and the same action restores them. */
export const tableSettings: Action<TableSettingsRequest, MaintenanceTarget> = {
	id: 'table-settings',
	title: 'Change storage parameters',
	async plan(context, request) {
		const {reader, server, journal} = context;
		const undone = 'undoOf' in request ? undoOfSettings(journal.read(), server, request.undoOf) : undefined;
		const oids = undone ? [undone.oid] : 'tables' in request ? request.tables : [];
		const change: Change = undone ?? (request as Change);
		checkSettings(change, server.versionNumber);
		const tables = await readActionTables(reader, oids);
		const [only] = tables;
		if (!only) throw new RefusedError('None of these tables exists. Refresh the list.');
		const undoOf = 'undoOf' in request ? request.undoOf : undefined;
		return createPlan(tableSettings, context, {
			title: `${undoOf === undefined ? 'Change' : `Undo ${undoOf}: change`} storage parameters of ${tables.length === 1 ? sanitize(only.name) : plural(tables.length, 'table')}`,
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
		if ('code' in table) return table;
		if (!table.owned) return tableOutcome('ownership-lost');
		return settingsText(table) === target.facts?.all ? undefined : tableOutcome('parameters-changed');
	},
};

/** All current storage parameters, those of the TOAST table with their prefix. */
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
		title: `Change storage parameters of ${sanitize(name)}`,
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
		statements: alterTexts(name, kind, change).map(text => ({does: 'alter-table', text, lock, on: [name]})),
		record: [],
		undo: alterTexts(name, kind, back),
	};
}

/** Requires a checked change: names and values are not quoted. */
function alterTexts(name: string, kind: ActionTable['kind'], {set, reset}: Change): string[] {
	const alter = `ALTER ${kind === 'm' ? 'MATERIALIZED VIEW' : 'TABLE'} ${name}`;
	const pairs = Object.entries(set).map(([key, value]) => `${key} = ${value}`);
	return [
		...(pairs.length > 0 ? [`${alter} SET (${pairs.join(', ')})`] : []),
		...(reset.length > 0 ? [`${alter} RESET (${reset.join(', ')})`] : []),
	];
}

function tableCheck(table: ActionTable, change: Change, server: ServerIdentity): Check[] {
	const about = {object: sanitize(table.name)};
	const was = settingsOf(table);
	const touched = [...Object.keys(change.set), ...change.reset];
	const toast = touched.some(key => key.startsWith('toast.'));
	const parameters = touched.map(key => {
		const value = was.get(key);
		return value === undefined ? `${key} unset` : `${key} = ${value}`;
	});
	const enabled = change.set.autovacuum_enabled;
	return [
		...obstacleChecks(table, 'own', server),
		...(table.kind === 'p' ? [block(settingsCheck('partitioned'), about)] : []),
		...(toast && !table.toasted ? [block(settingsCheck('no-toast'), about)] : []),
		info(settingsCheck('current-values', {parameters}), about),
		...(enabled !== undefined && /^(off|false|no|0)$/.test(enabled)
			? [warn(settingsCheck('autovacuum-disabled'), about)]
			: []),
	];
}
