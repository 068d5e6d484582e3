import {performance} from 'node:perf_hooks';
import {setTimeout as wait} from 'node:timers/promises';
import {duration} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readSessionNow, type SessionNow} from '../../queries/sessions/signal-facts.ts';
import type {After, Unachieved} from '../engine/action.ts';
import type {SessionTarget} from './targets.ts';

const everyMs = 100;
/** Long enough for an ordinary rollback; whoever takes longer is told of. */
const patienceMs = 10_000;

/**
What has become of a session that was signaled. The server's own answer only says that the signal was sent: it is looked
at until what was meant has come about.
*/
export async function signalOutcome(
	reader: Reader,
	target: SessionTarget,
	after: After,
	limitMs = patienceMs,
): Promise<string | Unachieved | undefined> {
	try {
		return await watched(reader, target, after, limitMs);
	} catch (error) {
		// Without a look it must not be taken for done.
		const why = describeError(toServerError(error));
		return {unachieved: `the signal is sent, and what came of it could not be looked at: ${why}`};
	}
}

async function watched(
	reader: Reader,
	target: SessionTarget,
	{answers, signal, note}: After,
	limitMs: number,
): Promise<string | Unachieved | undefined> {
	const [answer] = answers;
	if (!answer) return undefined;
	const look = () => readSessionNow(reader, target.pid, target.backendStart);
	const [sent] = answer;
	if (!sent) return nothingSent(target, await look());
	if (sent.signaled !== true)
		return 'it ended in that very moment: the server found nobody to signal any more';

	const began = performance.now();
	note(`The signal is sent to ${target.pid}: waiting for its effect.`);
	for (;;) {
		const now = await look();
		const tookMs = performance.now() - began;
		const end = endOf(target, now);
		if (end !== undefined) return `${end}, after ${duration(Math.max(1, tookMs))}`;
		if (signal.aborted) return {unachieved: 'the signal is sent; what came of it was not waited for'};
		if (now && tookMs > limitMs) return {unachieved: stillThere(target, now, limitMs)};
		await wait(everyMs);
	}
}

function nothingSent({signal}: SessionTarget, now: SessionNow | undefined): string {
	if (!now) return 'it was gone already: nothing was sent';
	if (!now.same) return 'another session has this process id by now: nothing was sent';
	return signal === 'cancel'
		? 'it has ended that statement by itself: nothing was sent'
		: 'it is not what it was at the plan: nothing was sent';
}

/** How it ended, or undefined where it has not. */
function endOf({signal, queryStart}: SessionTarget, now: SessionNow | undefined): string | undefined {
	if (!now?.same) return 'the session has ended';
	if (signal === 'terminate') return undefined;
	if (now.state === 'active' && now.queryStart === queryStart) return undefined;
	return now.state === 'idle in transaction (aborted)'
		? 'the statement has ended and its transaction is aborted: it holds no locks any more, and its client has yet to end it'
		: `the statement has ended (the session is ${now.state ?? 'n/a'})`;
}

function stillThere(
	{signal}: SessionTarget,
	{state, waitType, wait: event}: SessionNow,
	limitMs: number,
): string {
	const doing = waitType === null ? 'it is working, not waiting' : `it waits on ${waitType}:${event ?? '?'}`;
	const after = `after ${duration(limitMs)}`;
	return signal === 'cancel'
		? `the statement still runs ${after} (${doing}): it is rolling back, or where it can't be interrupted. Wait, or terminate the session`
		: `the session is still there ${after} (${state ?? 'n/a'}; ${doing}): it is rolling back, or where it can't be interrupted. It ends by itself when that is over`;
}
