import type {Action} from './action.ts';
import {analyzeTables} from './analyze-tables.ts';
import {applyMigrations} from './apply-migrations.ts';
import {cleanLeftovers} from './clean-leftovers.ts';
import {createDatabase} from './create-database.ts';
import {createIndex} from './create-index.ts';
import {dropIndexes} from './drop-indexes.ts';
import {optimize} from './optimize.ts';
import type {ActionId} from './plan.ts';
import {reindex} from './reindex.ts';
import {repackAdvice} from './repack-advice.ts';
import {rollBackMigration} from './roll-back-migration.ts';
import {rollbackPrepared} from './rollback-prepared.ts';
import {cancelBackends, terminateBackends} from './signal-sessions.ts';
import {tableSettings} from './table-settings.ts';
import {undoDrop} from './undo-drop.ts';
import {upkeep} from './upkeep.ts';
import {vacuum} from './vacuum.ts';

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
