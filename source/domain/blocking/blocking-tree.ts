import type {Blocking, Party} from '../sessions/schema.ts';

/** A party as a line of the tree: each stands in it once. */
export type BlockingNode = {
	readonly party: Party;
	/** 0 for a root. */
	readonly depth: number;
	/** Ids from the root down to it: what the lines are ordered by. */
	readonly path: readonly string[];
	readonly root: string;
	/** Sessions that would go on, or at least have one less to wait for, if it ended: those behind it and behind them. */
	readonly heldUp: number;
	/** The longest that one of these has waited. */
	readonly longestMs: number | null;
	/** It waits for somebody who waits for it: a deadlock, which the server ends after deadlock_timeout. */
	readonly circle: boolean;
};

/**
The parties as trees, the root that holds up the most first. Who waits for several stands below one that has the lock
already rather than below one that is only ahead in the queue: ending that one would not help.
*/
export function blockingTree({parties}: Blocking): readonly BlockingNode[] {
	const byId = new Map(parties.map(party => [party.id, party]));
	const waitersOf = new Map<string, Party[]>();
	for (const party of parties) {
		for (const {id} of party.wait?.behind ?? []) waitersOf.set(id, [...(waitersOf.get(id) ?? []), party]);
	}
	const behind = new Map(parties.map(({id}) => [id, heldUpBy(id, waitersOf)]));
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
			heldUp: held.has(party.id) ? held.size - 1 : held.size,
			longestMs: waits.length === 0 ? null : Math.max(...waits),
			circle: held.has(party.id),
		});
		for (const child of (children.get(party.id) ?? []).toSorted((a, b) => heavier(a.id, b.id))) {
			visit(child, path);
		}
	};
	const roots = parties.filter(party => parentOf(party) === undefined);
	for (const party of roots.toSorted((a, b) => heavier(a.id, b.id))) visit(party, []);
	// What is left are circles, which have no root: any of them may stand first.
	for (const party of parties.toSorted((a, b) => heavier(a.id, b.id))) visit(party, []);
	return nodes;
}

/** All that wait for it, for those that wait for it, and so on; itself too where they go round in a circle. */
function heldUpBy(id: string, waitersOf: ReadonlyMap<string, readonly Party[]>): ReadonlySet<string> {
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
