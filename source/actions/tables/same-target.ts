import type {Reader} from '../../postgres/reader.ts';
import {type ActionIndex, readActionIndexes} from '../../queries/indexes/action-indexes.ts';
import {type ActionTable, readActionTable} from '../../queries/tables/action-tables.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {Target} from '../engine/plan.ts';

/** The table that a unit is about as it is now, or why it is not that table any more. */
export function tableAgain(reader: Reader, target: Target): Promise<ActionTable | string> {
	return again(target, 'a table', oid => readActionTable(reader, oid));
}

/** The index that a unit is about as it is now, or why it is not that index any more. */
export function indexAgain(reader: Reader, target: Target): Promise<ActionIndex | string> {
	return again(target, 'an index', async oid => (await readActionIndexes(reader, {indexes: [oid]}))[0]);
}

async function again<Found extends {readonly name: string}>(
	target: Target,
	kind: string,
	read: (oid: number) => Promise<Found | undefined>,
): Promise<Found | string> {
	if (target.kind !== 'maintenance' || target.oid === null) return `it is not ${kind}`;
	const found = await read(target.oid);
	if (!found) return 'it is not here any more';
	return found.name === target.name ? found : `it is called ${sanitise(found.name)} now`;
}
