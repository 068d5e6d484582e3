import type {Action} from './engine/action.ts';
import {cleanLeftovers} from './indexes/clean-leftovers.ts';
import {createIndex} from './indexes/create-index.ts';
import {dropIndexes} from './indexes/drop-indexes.ts';
import {reindex} from './indexes/reindex.ts';
import {undoDrop} from './indexes/undo-drop.ts';
import {applyMigrations} from './migrations/apply-migrations.ts';
import {rollBackMigration} from './migrations/roll-back-migration.ts';
import {createDatabase} from './registry/create-database.ts';
import {optimize} from './registry/optimize.ts';
import {rollbackPrepared} from './sessions/rollback-prepared.ts';
import {cancelBackends, terminateBackends} from './sessions/signal-sessions.ts';
import {analyzeTables} from './tables/analyze-tables.ts';
import {repackAdvice} from './tables/repack-advice.ts';
import {tableSettings} from './tables/table-settings.ts';
import {upkeep} from './upkeep/upkeep.ts';
import {vacuum} from './vacuum/vacuum.ts';

/** Every action: one line each. */
const table = [
	applyMigrations,
	rollBackMigration,
	dropIndexes,
	undoDrop,
	optimize,
	createDatabase,
	upkeep,
	cancelBackends,
	terminateBackends,
	rollbackPrepared,
	vacuum,
	analyzeTables,
	reindex,
	createIndex,
	cleanLeftovers,
	tableSettings,
	repackAdvice,
] as const;

/** A request of any action: each declares its own. */
export type Request = RequestOf<(typeof table)[number]>;
type RequestOf<A> = A extends {plan(context: never, request: infer R): unknown} ? R : never;

export type ActionId = (typeof table)[number]['id'];

export const actions: readonly Action[] = table;

export function actionOf(id: string): Action {
	const action = actions.find(item => item.id === id);
	if (!action) throw new Error(`There is no action ${id}.`);
	return action;
}
