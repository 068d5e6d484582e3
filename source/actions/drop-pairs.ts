import type {Reader} from '../postgres/reader.ts';
import {readIndexShapes} from '../queries/index-shapes.ts';
import {droppedWithStandIn, standIns} from '../snapshot/index-duplicates.ts';
import {sanitise} from '../terminal/sanitise.ts';
import type {Check} from './plan.ts';

/**
Of two indexes that do the same, one at a time: dropped together they would leave nothing behind that does what both did.
*/
export async function pairChecks(
	reader: Reader,
	present: ReadonlyArray<{oid: number; plainName: string}>,
): Promise<Check[]> {
	if (present.length < 2) return [];
	const names = new Map(present.map(({oid, plainName}) => [oid, sanitise(plainName)]));
	const pairs = droppedWithStandIn([...names.keys()], standIns(await readIndexShapes(reader)));
	return pairs.map(({oid, of}) => ({
		name: names.get(oid) ?? '',
		verdict: 'block',
		detail: `${names.get(oid)} and ${names.get(of)} do the same work: drop one of them, and look again`,
	}));
}
