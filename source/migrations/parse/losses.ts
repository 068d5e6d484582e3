import type {Block} from '../formats/dbmate.ts';
import {relationName} from '../locks/lock-rules.ts';
import type {WantedFact} from '../pack/manifest.ts';
import {parseStatement} from './parser.ts';
import {droppedBy} from './statement-effects.ts';
import {splitStatements} from './statements.ts';

/** A table or column whose contents a block of a migration deletes. */
export type Loss = {
	/** Quoted for SQL. */
	readonly table: string;
	/** Only this column of it. */
	readonly column?: string;
	/** Only if the registry pack created the table. */
	readonly ifOwn?: true;
	/** The file keeps it if it has rows. */
	readonly keptWithRows?: true;
};

/** Tables that a block drops or truncates, and columns that it drops, as far as its statements name them. */
export async function lossesOf(block: Block): Promise<Loss[]> {
	// A block that can't be split is reported by the plan of its file.
	const parts = await splitStatements(block.text, block.transaction).catch(() => []);
	const losses: Loss[] = [];
	for (const {text} of parts) {
		const node = await parseStatement(text);
		if (!node) continue;
		losses.push(...droppedBy(node).names.map(table => ({table})));
		if ('TruncateStmt' in node) {
			for (const item of node.TruncateStmt.relations ?? []) {
				if ('RangeVar' in item) losses.push({table: relationName(item.RangeVar)});
			}
		}
		if (!('AlterTableStmt' in node) || !node.AlterTableStmt.relation) continue;
		const table = relationName(node.AlterTableStmt.relation);
		for (const item of node.AlterTableStmt.cmds ?? []) {
			if (!('AlterTableCmd' in item) || item.AlterTableCmd.subtype !== 'AT_DropColumn') continue;
			losses.push({table, column: item.AlterTableCmd.name ?? ''});
		}
	}
	return losses;
}

/**
Tables that a file of the registry pack created, according to the manifest: its down block drops them inside DO, which the
parser does not see. An archive is dropped only without rows, since they exist nowhere else.
*/
export function packLosses(version: string, manifest: readonly WantedFact[]): Loss[] {
	return manifest
		.filter(
			({kind, table, definition, made}) =>
				kind === 'relation' &&
				table === null &&
				'rp'.includes(String(definition.kind)) &&
				made[0]?.split(':')[0] === version,
		)
		.map(({name}) => ({
			table: name,
			ifOwn: true,
			...(name.endsWith('_archive') ? {keptWithRows: true as const} : {}),
		}));
}
