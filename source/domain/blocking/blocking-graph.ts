import type {BlockingFacts, BlockingLockRow} from '../../queries/blocking/blocking.ts';
import {lockConflict, lockStrength} from '../locks/words.ts';
import type {Blocking, Party, Wait} from '../sessions/schema.ts';

/** Identity of a session: the server reuses process ids. */
export function sessionId({pid, backendStart}: {pid: number; backendStart: string | null}): string {
	return `${pid} ${backendStart ?? '?'}`;
}

const preparedId = (gid: string | null) => `prepared ${gid ?? '?'}`;

/**
Combines waiters, locks and sessions, which are read one after the other. What ended in between stays null.
*/
export function blockingGraph({waiters, locks, sessions}: BlockingFacts): Blocking {
	const sessionOf = new Map(sessions.map(session => [session.pid, session]));
	const idOf = (pid: number) => sessionId(sessionOf.get(pid) ?? {pid, backendStart: null});
	const parties = new Map<string, Party>();
	const add = (party: Party) => {
		// A waiting party replaces the entry that it got as a blocker of another.
		if (party.wait !== null || !parties.has(party.id)) parties.set(party.id, party);
	};
	const ofSession = (pid: number, wait: Wait | null): Party => ({
		id: idOf(pid),
		pid,
		session: sessionOf.get(pid) ?? null,
		prepared: null,
		wait,
	});

	for (const {pid, blockers} of waiters) {
		const wanted = locks.find(lock => lock.pid === pid && !lock.granted);
		const onIt = wanted ? locks.filter(lock => lock.tag === wanted.tag) : [];
		const inTheWay = (lock: BlockingLockRow) => wanted !== undefined && lockConflict(wanted.mode, lock.mode);
		const behind = [...new Set(blockers)].flatMap(blocker => {
			if (blocker !== 0) {
				add(ofSession(blocker, null));
				const own = onIt.filter(lock => lock.pid === blocker && inTheWay(lock));
				return [{id: idOf(blocker), ...standing(own)}];
			}
			const holders = onIt.filter(lock => lock.pid === 0 && lock.granted && inTheWay(lock));
			const gids = [...new Set(holders.map(({gid}) => gid))];
			return (gids.length === 0 ? [null] : gids).map(gid => {
				const own = holders.filter(lock => lock.gid === gid);
				add(preparedParty(gid, own[0]));
				return {id: preparedId(gid), ...standing(own)};
			});
		});
		const {waitMs = null, mode = null} = wanted ?? {};
		const statementMs = sessionOf.get(pid)?.queryMs ?? null;
		add(
			ofSession(pid, {
				ms: waitMs ?? statementMs,
				since: waitMs !== null ? 'lock' : statementMs !== null ? 'statement' : null,
				thing: wanted ? thingOf(wanted) : null,
				mode,
				behind,
			}),
		);
	}
	return {waiting: waiters[0]?.all ?? 0, asked: waiters.length, parties: [...parties.values()]};
}

function standing(locks: readonly BlockingLockRow[]): {holds: string[]; queued: boolean} {
	const granted = locks.filter(lock => lock.granted);
	const shown = granted.length > 0 ? granted : locks;
	const modes = [...new Set(shown.map(({mode}) => mode))];
	return {
		holds: modes.toSorted((a, b) => lockStrength(b) - lockStrength(a)),
		queued: granted.length === 0 && locks.length > 0,
	};
}

function preparedParty(gid: string | null, lock: BlockingLockRow | undefined): Party {
	const {preparedAt = null, preparedMs = null, owner = null, preparedIn = null} = lock ?? {};
	return {
		id: preparedId(gid),
		pid: 0,
		session: null,
		prepared: {gid, preparedAt, preparedMs, owner, database: preparedIn},
		wait: null,
	};
}

function thingOf({kind, relation, oid, databaseOid, here, detail}: BlockingLockRow): Wait['thing'] {
	return {kind, relation, oid, databaseOid, here, detail};
}
