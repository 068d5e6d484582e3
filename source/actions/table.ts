import type {Action} from './action.ts';
import {applyMigrations} from './apply-migrations.ts';
import {createDatabase} from './create-database.ts';
import {dropIndexes} from './drop-indexes.ts';
import {optimize} from './optimize.ts';
import type {ActionId} from './plan.ts';
import {rollBackMigration} from './roll-back-migration.ts';
import {rollbackPrepared} from './rollback-prepared.ts';
import {cancelBackends, terminateBackends} from './signal-sessions.ts';
import {undoDrop} from './undo-drop.ts';
import {upkeep} from './upkeep.ts';

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
];

export function actionOf(id: ActionId): Action {
	const action = actions.find(item => item.id === id);
	if (!action) throw new Error(`There is no action ${id}.`);
	return action;
}
