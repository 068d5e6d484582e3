import {type NodeProblem, nodeProblem} from '../../domain/replication/node-problems.ts';
import type {NodeAddress, NodeReceiver} from '../../queries/replication/nodes.ts';

/** A node that answered, with the name and slot that its upstream sees. */
export type Reached = NodeReceiver & {
	/** Where it was asked, as host:port. */
	readonly at: string;
	readonly standby: boolean;
};

/** A node that replication reports and that was not asked, and why. */
type Unasked = Pick<NodeAddress, 'role'> & {readonly node: string; readonly reason: NodeProblem};

/**
The reported nodes that gave none of the answers, matched by slot and name where both sides know them, otherwise by
address. Each answer matches one reported node, the likeliest.
*/
export function unmatched(told: readonly NodeAddress[], reached: readonly Reached[]): NodeAddress[] {
	const left = [...told];
	for (const answer of reached) {
		const [best] = left
			.map((address, place) => ({place, likeness: likeness(address, answer)}))
			.filter(({likeness: score}) => score >= 0)
			.toSorted((a, b) => b.likeness - a.likeness);
		if (best) left.splice(best.place, 1);
	}
	return left;
}

/** Below 0: another node. */
function likeness({host, port, name, slot, role}: NodeAddress, answer: Reached): number {
	// The upstream server of a standby is known by host and port.
	if (role === 'unknown') return answer.at === `${host}:${port}` ? 4 : -1;
	if (!answer.standby) return -1;
	if (slot !== null && answer.slot !== null && slot !== answer.slot) return -1;
	if (name !== null && answer.name !== null && name !== answer.name) return -1;
	const near = host !== '' && (host === answer.host || answer.at.startsWith(`${host}:`));
	return (near ? 1 : 0) + (slot !== null && slot === answer.slot ? 2 : 0);
}

/** The problems found, by host:port; or why no reported node was asked. */
type Asked = ReadonlyMap<string, string> | 'not-configured' | 'password-withheld';

/**
The reported nodes that were not asked. Their names claim no port, which is unknown.
@param quotedRole the role of this connection: a GRANT names it
*/
export function unasked(told: readonly NodeAddress[], asked: Asked, quotedRole: string): Unasked[] {
	const seen = new Map<string, number>();
	return told.map(address => {
		const {name, host, role} = address;
		const label = role === 'standby' ? name || 'standby' : 'upstream server';
		const place = host === '' ? label : `${label} at ${host}`;
		const many = (seen.get(place) ?? 0) + 1;
		seen.set(place, many);
		return {
			node: many === 1 ? place : `${place}, ${many}`,
			role,
			reason: problemOf(address, asked, quotedRole),
		};
	});
}

function problemOf({host, port, hidden, role}: NodeAddress, asked: Asked, quotedRole: string): NodeProblem {
	if (hidden) return nodeProblem('address-hidden', {role: quotedRole});
	if (asked === 'not-configured' || asked === 'password-withheld') return nodeProblem(asked);
	if (host === '') return nodeProblem('unix-socket');
	const cause = asked.get(`${host}:${port}`);
	if (cause === undefined) return nodeProblem('not-direct');
	// The address that a standby itself receives from is not a guess.
	return role === 'unknown'
		? nodeProblem('upstream-unusable', {cause})
		: nodeProblem('port-unknown', {port, cause});
}
