import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import type {Session} from './session.ts';
import {noteWord} from './words.ts';

/** How long to wait for a lock before giving way to the sessions queued behind. */
export const lockTimeoutMs = 2000;
/** Attempts with growing pauses, about two minutes in all. */
const lockAttempts = 12;

/** Repeats an attempt while another session holds a lock that it needs. A failed attempt must leave nothing behind. */
export async function steppingAside(
	signal: AbortSignal,
	note: (text: string | undefined) => void,
	attempt: () => Promise<void>,
): Promise<void> {
	for (let number = 1; ; number++) {
		try {
			return await attempt();
		} catch (error) {
			const {code} = toServerError(error);
			if (code !== '55P03' || number >= lockAttempts || signal.aborted) throw error;
			note(noteWord('lock-wait', {attempt: number + 1, attempts: lockAttempts}).text);
			await pause(Math.min(15_000, 500 * 2 ** number), signal);
			note(undefined);
		}
	}
}

/** For one statement outside a transaction, unless the file has set its own limit. */
export async function withLockTimeout(session: Session, work: () => Promise<void>): Promise<void> {
	const [own] = await session`
		select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)
		where current_setting('lock_timeout') = '0'
	`;
	if (!own) return work();
	const restore = () => session`select set_config('lock_timeout', '0', false)`;
	try {
		await work();
	} catch (error) {
		if (!isConnectionLoss(error)) await restore();
		throw error;
	}
	await restore();
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(done, milliseconds);
		function done() {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		}
		signal.addEventListener('abort', done);
	});
}
