import {sessionId} from '../../domain/blocking/blocking-graph.ts';
import {type ReplayWait, replayWaitKind, waitName} from '../../domain/replication/replay-wait.ts';
import {partyWords, sessionWords} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration, plural} from '../../format/quantities.ts';
import type {SessionRow} from '../../queries/sessions/sessions.ts';

/** Why replay on a standby waits, and the row of the session it waits for. */
type ReplayHolder = {readonly why: string; readonly row: string | null};

/**
The session that holds up replay on this standby: one with a lock that replay wants, or one whose snapshot conflicts with
replay. The server does not report which snapshots conflict, but if any does, the oldest one does.
*/
export function replayHolder(sections: Sections): ReplayHolder | undefined {
	const state = shownValue(sections.replication)?.value;
	if (!state || state.replayPaused) return undefined;
	const {replayWait} = state;
	switch (replayWaitKind(replayWait)) {
		case 'hidden':
			return {why: 'The reason for the lag is hidden from this role: it requires pg_monitor.', row: null};
		case 'none':
			return {why: 'Replay waits for nothing: it runs at full speed.', row: null};
		case 'lock':
			return lockHolder(sections);
		case 'conflict':
			return oldestSnapshot(sections, replayWait);
		case 'other':
			return {why: `Replay waits for ${waitName(replayWait)}, not for a session.`, row: null};
	}
}

function lockHolder({blocking}: Sections): ReplayHolder {
	const parties = shownValue(blocking)?.value.parties ?? [];
	const waits = parties.find(({session}) => session?.type === 'startup')?.wait;
	const holder = parties.find(({id}) => waits?.behind.some(ahead => ahead.id === id));
	const name = holder ? `: ${partyWords(holder)}` : '';
	return {why: `Replay waits for a lock of a session${name}.`, row: holder?.session ? holder.id : null};
}

function oldestSnapshot({sessions}: Sections, wait: ReplayWait | null): ReplayHolder {
	const rows = shownValue(sessions)?.value.rows ?? [];
	const [oldest] = rows
		.filter(row => row.xminAge !== null && !row.own && row.leaderPid === null && row.type !== 'walsender')
		.toSorted((a, b) => (b.xminAge ?? 0) - (a.xminAge ?? 0));
	const conflict = `Replay waits for queries on this standby (${waitName(wait)})`;
	return oldest
		? {why: `${conflict}. Oldest snapshot: ${snapshotWords(oldest)}.`, row: sessionId(oldest)}
		: {why: `${conflict}.`, row: null};
}

function snapshotWords(row: SessionRow): string {
	const open = row.transactionMs === null ? '' : `, transaction open for ${duration(row.transactionMs)}`;
	return `${sessionWords(row)} in ${row.database ?? 'no database'}, ${plural(row.xminAge ?? 0, 'transaction')} old${open}`;
}
