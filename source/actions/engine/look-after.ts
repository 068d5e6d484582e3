import type {Reader} from '../../postgres/reader.ts';
import type {Action, After, Said} from './action.ts';
import type {Unit} from './plan.ts';

/** What is true after a unit, and whether what was meant by it has come about. A look that fails says nothing. */
export async function lookAfter(
	action: Action,
	reader: Reader,
	unit: Unit,
	after: After,
): Promise<{readonly text: string | undefined; readonly unachieved: boolean}> {
	const found = await action.outcome?.(reader, unit, after).catch(() => undefined);
	after.note(undefined);
	return typeof found === 'object' && 'unachieved' in found
		? {text: sentence(found.unachieved), unachieved: true}
		: {text: sentence(found), unachieved: false};
}

export function sentence<T extends Said | undefined>(
	said: T,
): T extends undefined ? string | undefined : string;
export function sentence(said: Said | undefined): string | undefined {
	return typeof said === 'object' ? said.text : said;
}
