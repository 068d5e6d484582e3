import {performance} from 'node:perf_hooks';
import {setTimeout as wait} from 'node:timers/promises';
import type {CodedBy} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {describeError, toServerError} from '../../postgres/server-error.ts';
import {readSessionNow, type SessionNow} from '../../queries/sessions/signal-facts.ts';
import type {After, Unachieved} from '../engine/action.ts';
import type {SessionTarget} from './targets.ts';
import {type signalOutcomeWords, signalResult} from './words.ts';

const everyMs = 100;
/** Long enough for an ordinary rollback. */
const patienceMs = 10_000;

type SignalResult = CodedBy<typeof signalOutcomeWords>;

/**
What became of a signaled session. The server's answer only says that the signal was sent, so pgdeck reads the session
until the intended effect shows.
*/
export async function signalOutcome(
	reader: Reader,
	target: SessionTarget,
	after: After,
	limitMs = patienceMs,
): Promise<SignalResult | Unachieved | undefined> {
	try {
		return await watched(reader, target, after, limitMs);
	} catch (error) {
		return {unachieved: signalResult('unknown', {reason: describeError(toServerError(error))})};
	}
}

async function watched(
	reader: Reader,
	target: SessionTarget,
	{answers, signal, note}: After,
	limitMs: number,
): Promise<SignalResult | Unachieved | undefined> {
	const [answer] = answers;
	if (!answer) return undefined;
	const read = () => readSessionNow(reader, target.pid, target.backendStart);
	const [sent] = answer;
	if (!sent) return nothingSent(target, await read());
	if (sent.signaled !== true) return signalResult('ended-meanwhile');

	const began = performance.now();
	note(`Signal sent to session ${target.pid}: waiting for its effect.`);
	for (;;) {
		const now = await read();
		const tookMs = performance.now() - began;
		const end = endOf(target, now, Math.max(1, tookMs));
		if (end !== undefined) return end;
		if (signal.aborted) return {unachieved: signalResult('not-awaited')};
		if (now && tookMs > limitMs) return {unachieved: stillThere(target, now, limitMs)};
		await wait(everyMs);
	}
}

function nothingSent({signal}: SessionTarget, now: SessionNow | undefined): SignalResult {
	if (!now) return signalResult('already-ended');
	if (!now.same) return signalResult('pid-reused');
	return signalResult(signal === 'cancel' ? 'statement-over' : 'session-changed');
}

/** Undefined while the statement or session has not ended. */
function endOf(
	{signal, queryStart}: SessionTarget,
	now: SessionNow | undefined,
	tookMs: number,
): SignalResult | undefined {
	if (!now?.same) return signalResult('session-ended', {tookMs});
	if (signal === 'terminate') return undefined;
	if (now.state === 'active' && now.queryStart === queryStart) return undefined;
	return now.state === 'idle in transaction (aborted)'
		? signalResult('transaction-aborted', {tookMs})
		: signalResult('statement-ended', {tookMs, state: now.state});
}

function stillThere(
	{signal}: SessionTarget,
	{state, waitType, wait: event}: SessionNow,
	waitedMs: number,
): SignalResult {
	const still = {waitedMs, state, wait: waitType === null ? null : `${waitType}:${event ?? '?'}`};
	return signalResult(signal === 'cancel' ? 'statement-still-running' : 'session-still-there', still);
}
