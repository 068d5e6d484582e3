import type {Action} from './engine/action.ts';
import type {ActionId} from './engine/plan.ts';
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

/** Every action there is: one line each. */
export const actions: readonly Action[] = [
	applyMigrations as Action,
	rollBackMigration as Action,
	dropIndexes as Action,
	undoDrop as Action,
	optimize as Action,
	createDatabase as Action,
	upkeep as Action,
	cancelBackends as Action,
	terminateBackends as Action,
	rollbackPrepared as Action,
	vacuum as Action,
	analyzeTables as Action,
	reindex as Action,
	createIndex as Action,
	cleanLeftovers as Action,
	tableSettings as Action,
	repackAdvice as Action,
];

export function actionOf(id: ActionId): Action {
	const action = actions.find(item => item.id === id);
	if (!action) throw new Error(`There is no action ${id}.`);
	return action;
}
