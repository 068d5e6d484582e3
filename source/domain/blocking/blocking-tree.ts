import type {Blocking, Party} from '../sessions/schema.ts';

/** A party as a line of the tree. Each party has one line. */
export type BlockingNode = {
	readonly party: Party;
	/** 0 for a root. */
	readonly depth: number;
	/** Ids from the root down to this party. */
	readonly path: readonly string[];
	readonly root: string;
	/** Sessions that wait for it, directly or through others. */
	readonly blocked: number;
	/** The longest wait among them. */
	readonly longestMs: number | null;
	/** It waits for a session that waits for it. The server ends one of them after deadlock_timeout. */
	readonly deadlock: boolean;
};

/**
The parties as trees, the root that blocks the most sessions first. A session with several blockers stands below one that
holds the lock rather than below one that is ahead in the queue, because ending the latter would not help.
*/
export function blockingTree({parties}: Blocking): readonly BlockingNode[] {
	const byId = new Map(parties.map(party => [party.id, party]));
	const waitersOf = new Map<string, Party[]>();
	for (const party of parties) {
		for (const {id} of party.wait?.behind ?? []) waitersOf.set(id, [...(waitersOf.get(id) ?? []), party]);
	}
	const behind = new Map(parties.map(({id}) => [id, blockedBy(id, waitersOf)]));
	const weight = (id: string) => behind.get(id)?.size ?? 0;
	const heavier = (a: string, b: string) => weight(b) - weight(a) || (a < b ? -1 : 1);

	const parentOf = (party: Party): string | undefined => {
		const known = (party.wait?.behind ?? []).filter(({id}) => byId.has(id));
		return known.toSorted((a, b) => Number(a.queued) - Number(b.queued) || heavier(a.id, b.id))[0]?.id;
	};
	const children = new Map<string, Party[]>();
	for (const party of parties) {
		const parent = parentOf(party);
		if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), party]);
	}

	const nodes: BlockingNode[] = [];
	const seen = new Set<string>();
	const visit = (party: Party, above: readonly string[]) => {
		if (seen.has(party.id)) return;
		seen.add(party.id);
		const path = [...above, party.id];
		const held = behind.get(party.id) ?? new Set<string>();
		const waits = [...held].flatMap(id => byId.get(id)?.wait?.ms ?? []);
		nodes.push({
			party,
			depth: above.length,
			path,
			root: path[0] ?? party.id,
			blocked: held.has(party.id) ? held.size - 1 : held.size,
			longestMs: waits.length === 0 ? null : Math.max(...waits),
			deadlock: held.has(party.id),
		});
		for (const child of (children.get(party.id) ?? []).toSorted((a, b) => heavier(a.id, b.id))) {
			visit(child, path);
		}
	};
	const roots = parties.filter(party => parentOf(party) === undefined);
	for (const party of roots.toSorted((a, b) => heavier(a.id, b.id))) visit(party, []);
	// Deadlocks are left. They have no root, so the heaviest party stands first.
	for (const party of parties.toSorted((a, b) => heavier(a.id, b.id))) visit(party, []);
	return nodes;
}

/** Every party that waits for it, directly or through others; itself too in a deadlock. */
function blockedBy(id: string, waitersOf: ReadonlyMap<string, readonly Party[]>): ReadonlySet<string> {
	const found = new Set<string>();
	const open = [id];
	for (const next of open) {
		for (const waiter of waitersOf.get(next) ?? []) {
			if (found.has(waiter.id)) continue;
			found.add(waiter.id);
			open.push(waiter.id);
		}
	}
	return found;
}
