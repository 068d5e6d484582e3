import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, After} from './action.ts';
import type {Unit} from './plan.ts';
import {type Session, settle} from './session.ts';
import {noteWord} from './words.ts';

/** The leftover is INVALID already, so nothing is lost if its lock is not available soon. */
const patienceMs = 3000;

/**
Removes what a failed or canceled unit left behind, in the session of the unit.
@returns the results, if there was anything
*/
export async function cleanUp(
	action: Action,
	unit: Unit,
	code: string,
	{session, reader}: {session: Session; reader: Reader},
): Promise<readonly Coded[]> {
	const said: Coded[] = [];
	try {
		const statements = (await action.cleanUp?.(reader, unit, code)) ?? [];
		if (statements.length === 0) return [];
		await settle(session);
		await session`select set_config('lock_timeout', ${String(patienceMs)}, false)`;
		for (const {text, on} of statements) {
			const index = sanitize(on[0] ?? '');
			try {
				await session.unsafe(text);
				said.push(noteWord('leftover-dropped', {index}));
			} catch (error) {
				if (isConnectionLoss(error)) throw error;
				said.push(noteWord('leftover-kept', {index, message: describeError(toServerError(error))}));
			}
		}
	} catch (error) {
		// The connection is lost. The outcome reports the leftover if it can be read.
		if (!isConnectionLoss(error)) throw error;
	}
	return said;
}

/** The state after a unit, and whether it achieved its purpose. Says nothing if it can't be read. */
export async function lookAfter(
	action: Action,
	reader: Reader,
	unit: Unit,
	after: After,
): Promise<{readonly said: Coded | undefined; readonly unachieved: boolean}> {
	const found = await action.outcome?.(reader, unit, after).catch(() => undefined);
	after.note(undefined);
	return typeof found === 'object' && 'unachieved' in found
		? {said: found.unachieved, unachieved: true}
		: {said: found, unachieved: false};
}
