import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {Action, After, Said} from './action.ts';
import type {Unit} from './plan.ts';

/** What is true after a unit, and whether it achieved what it was for. A failing look says nothing. */
export async function lookAfter(
	action: Action,
	reader: Reader,
	unit: Unit,
	after: After,
): Promise<{readonly said: Coded | undefined; readonly unachieved: boolean}> {
	const found = await action.outcome?.(reader, unit, after).catch(() => undefined);
	after.note(undefined);
	return typeof found === 'object' && 'unachieved' in found
		? {said: coded(found.unachieved), unachieved: true}
		: {said: coded(found), unachieved: false};
}

export function coded(said: Said | undefined): Coded | undefined {
	return typeof said === 'string' ? {code: 'other', facts: {}, text: said} : said;
}
