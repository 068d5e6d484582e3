import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {partyWords, sessionWords} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';

/** What replay on a standby waits for, in a sentence, and the row of who it waits for. */
type ReplayHolder = {readonly why: string; readonly row: string | null};

/**
Who holds up replay on this standby: one that has a lock it wants, or one whose snapshot still sees what it would remove.
Which snapshots stand in its way the server does not tell, but if any does, then the oldest.
*/
export function replayHolder({replication, sessions, blocking}: Sections): ReplayHolder | undefined {
	const state = shownValue(replication)?.value;
	if (!state || state.replayPaused) return undefined;
	const {replayWait} = state;
	if (replayWait === null) {
		return {why: 'What replay waits for is n/a to this role. To see it: GRANT pg_monitor to it.', row: null};
	}
	if (replayWait === 'nothing')
		return {why: 'Replay waits for nobody: it is as fast as it can be.', row: null};
	if (replayWait.startsWith('Lock:')) {
		const parties = shownValue(blocking)?.value.parties ?? [];
		const waits = parties.find(({session}) => session?.type === 'startup')?.wait;
		const holder = parties.find(({id}) => waits?.behind.some(ahead => ahead.id === id));
		const who = holder ? `: ${partyWords(holder)}` : '';
		return {why: `Replay waits for a lock of a session here${who}.`, row: holder?.session ? holder.id : null};
	}
	if (!replayWait.includes('RecoveryConflict') && !replayWait.startsWith('BufferPin:')) {
		return {why: `Replay waits for no session here, but for ${replayWait}.`, row: null};
	}
	const rows = shownValue(sessions)?.value.rows ?? [];
	const [oldest] = rows
		.filter(row => row.xminAge !== null && !row.own && row.leaderPid === null && row.type !== 'walsender')
		.toSorted((a, b) => (b.xminAge ?? 0) - (a.xminAge ?? 0));
	const conflict = `Replay waits for queries here (${replayWait})`;
	return oldest
		? {why: `${conflict}: ${snapshotWords(oldest)}.`, row: sessionId(oldest)}
		: {why: `${conflict}.`, row: null};
}

function snapshotWords(row: SessionRow): string {
	const open = row.transactionMs === null ? '' : `, its transaction open for ${duration(row.transactionMs)}`;
	return `the oldest snapshot is of ${sessionWords(row)} in ${row.database ?? 'no database'}, ${plural(row.xminAge ?? 0, 'transaction')} old${open}`;
}
