import type {Block} from '../formats/dbmate.ts';
import {relationName} from '../locks/lock-rules.ts';
import type {WantedFact} from '../pack/manifest.ts';
import {parseStatement} from './parser.ts';
import {droppedBy} from './statement-effects.ts';
import {splitStatements} from './statements.ts';

/** Something whose contents a block of a migration does away with. */
export type Loss = {
	/** As SQL writes it. */
	readonly table: string;
	/** Only this column of it. */
	readonly column?: string;
	/** Only where the registry pack made the table itself. */
	readonly ifOwn?: true;
	/** It is kept where it has rows, as the file says. */
	readonly keptWithRows?: true;
};

/** Tables that a block drops or empties, and columns that it drops, as far as its statements name them. */
export async function lossesOf(block: Block): Promise<Loss[]> {
	// The plan of the file names a text that can't be split.
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
Tables that a file of the registry pack made, which its down drops inside of DO, where no parser looks: those that the
manifest has of it. An archive goes only without rows, since those are nowhere else.
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
