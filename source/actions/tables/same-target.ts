import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type ActionIndex, readActionIndexes} from '../../queries/indexes/action-indexes.ts';
import {type ActionTable, readActionTable} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {tableOutcome} from './words.ts';

/** A table or an index that is maintained, found again by its oid; an index that is still to be built has none. */
export type MaintenanceTarget = {
	readonly kind: 'maintenance';
	readonly of: 'table' | 'index';
	readonly oid: number | null;
	/** As SQL writes it, raw. */
	readonly name: string;
	readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/** The table of a unit, or why it is no longer that table. */
export function tableAgain(reader: Reader, target: MaintenanceTarget): Promise<ActionTable | Coded> {
	return again(target, oid => readActionTable(reader, oid));
}

/** The index of a unit, or why it is no longer that index. */
export function indexAgain(reader: Reader, target: MaintenanceTarget): Promise<ActionIndex | Coded> {
	return again(target, async oid => (await readActionIndexes(reader, {indexes: [oid]}))[0]);
}

async function again<Found extends {readonly name: string}>(
	target: MaintenanceTarget,
	read: (oid: number) => Promise<Found | undefined>,
): Promise<Found | Coded> {
	const found = target.oid === null ? undefined : await read(target.oid);
	if (!found) return tableOutcome('gone');
	return found.name === target.name ? found : tableOutcome('renamed', {name: sanitize(found.name)});
}
