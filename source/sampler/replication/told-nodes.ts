import type {NodeAddress, NodeReceiver} from '../../queries/replication/nodes.ts';

/** A server that answered, by what the one above it knows it by. */
export type Reached = NodeReceiver & {
	/** Where it was asked, as host:port. */
	readonly at: string;
	readonly standby: boolean;
};

/** One that replication tells of and that could not be asked, and why. */
type Unasked = Pick<NodeAddress, 'role'> & {readonly node: string; readonly reason: string};

const configure = 'name its connection under replicas in the configuration';

/**
Those that replication tells of and none of the answers is of: by slot and by name where both sides know them, by the
address where that is one. Each answer stands for one of them, the likeliest.
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

/** Less than 0 where it is another one. */
function likeness({host, port, name, slot, role}: NodeAddress, answer: Reached): number {
	// Whom a standby receives from is known by host and port.
	if (role === 'unknown') return answer.at === `${host}:${port}` ? 4 : -1;
	if (!answer.standby) return -1;
	if (slot !== null && answer.slot !== null && slot !== answer.slot) return -1;
	if (name !== null && answer.name !== null && name !== answer.name) return -1;
	const near = host !== '' && (host === answer.host || answer.at.startsWith(`${host}:`));
	return (near ? 1 : 0) + (slot !== null && slot === answer.slot ? 2 : 0);
}

/** The answers by host:port; or the configuration names others; or asking would take a password. */
type Asked = ReadonlyMap<string, string> | 'not-configured' | 'password-withheld';

/**
Under a name each that is no address of it: its port is not known.
@param asked the answers by host:port, or why nobody was asked
*/
export function unasked(told: readonly NodeAddress[], asked: Asked): Unasked[] {
	const seen = new Map<string, number>();
	return told.map(address => {
		const {name, host, role} = address;
		const what = role === 'standby' ? name || 'standby' : 'the server above';
		const where = host === '' ? what : `${what} at ${host}`;
		const many = (seen.get(where) ?? 0) + 1;
		seen.set(where, many);
		return {node: many === 1 ? where : `${where}, ${many}`, role, reason: reasonOf(address, asked)};
	});
}

function reasonOf({host, port, hidden, role}: NodeAddress, asked: Asked): string {
	if (hidden) return `where it is can not be seen: GRANT pg_monitor to this role, or ${configure}`;
	if (asked === 'not-configured') return `it is none of the replicas of the configuration: ${configure}`;
	if (asked === 'password-withheld')
		return `pgdeck sends the password of this connection to no address that only replication reports: ${configure}`;
	if (host === '') return `it is reached by a socket of its machine, which is no address: ${configure}`;
	const answer = asked.get(`${host}:${port}`);
	if (answer === undefined) return `it receives from another server than this one: ${configure}`;
	// What a standby itself receives from is no guess.
	return role === 'unknown'
		? `${answer}: ${configure}`
		: `replication tells its address, not its port, and on ${port}, that of this server, ${answer}: ${configure}`;
}
