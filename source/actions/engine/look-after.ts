import type {Reader} from '../../postgres/reader.ts';
import type {Action, After} from './action.ts';
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
	return typeof found === 'object'
		? {text: found.unachieved, unachieved: true}
		: {text: found, unachieved: false};
}
