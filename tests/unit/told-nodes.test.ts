import {describe, expect, it} from 'vitest';
import type {NodeAddress} from '../../source/queries/replication/nodes.ts';
import {type Reached, unasked, unmatched} from '../../source/sampler/replication/told-nodes.ts';

const told = (change: Partial<NodeAddress> = {}): NodeAddress => ({
	...{host: '10.0.0.2', port: 5432, name: 'walreceiver', slot: null, hidden: false, role: 'standby'},
	...change,
});
const reached = (change: Partial<Reached> = {}): Reached => ({
	...{at: '10.0.0.2:5432', host: '10.0.0.2', name: 'walreceiver', slot: null, standby: true},
	...change,
});

describe('of those that replication tells of', () => {
	it.each([
		['one is the one that answered', [told()], [reached()], []],
		['one is another than answered, by its name', [told({name: 'a'})], [reached({name: 'b'})], ['a']],
		[
			'one is another than answered, by its slot',
			[told({slot: 'a'})],
			[reached({slot: 'b'})],
			['walreceiver'],
		],
		[
			'one may be the one, where its name is not seen there',
			[told({name: 'a'})],
			[reached({name: null})],
			[],
		],
		['one may be the one at another address, as through NAT', [told({host: '192.168.0.1'})], [reached()], []],
		[
			'two of one name are told apart by their addresses',
			[told({name: 'x', host: '10.0.0.1'}), told({name: 'x'})],
			[reached({name: 'x'})],
			['x'],
		],
		[
			'the slot tells more than the address',
			[told({name: 'a', slot: 's', host: '10.0.0.9'}), told({name: 'b', slot: null})],
			[reached({name: null, slot: 's'})],
			['b'],
		],
		['a primary is no standby', [told()], [reached({standby: false, name: null})], ['walreceiver']],
		[
			'whom a standby receives from is known by host and port',
			[told({role: 'unknown', name: 'above', port: 5433}), told({name: 'beside'})],
			[reached({at: '10.0.0.2:5433', standby: false, name: null})],
			['beside'],
		],
		['an answer stands for one alone', [told({name: 'a'}), told({name: 'a'})], [reached({name: 'a'})], ['a']],
	])('%s', (_what, addresses, answers, left) => {
		expect(unmatched(addresses, answers).map(({name}) => name)).toEqual(left);
	});
});

const step = 'name its connection under replicas in the configuration';

describe('why one was not asked', () => {
	it.each([
		[
			'its role may not see where it is',
			told({hidden: true, host: ''}),
			new Map(),
			`where it is can not be seen: GRANT pg_monitor to this role, or ${step}`,
		],
		[
			'the configuration names others',
			told(),
			'not-configured',
			`it is none of the replicas of the configuration: ${step}`,
		],
		[
			'asking it would take a password',
			told(),
			'password-withheld',
			`pgdeck sends the password of this connection to no address that only replication reports: ${step}`,
		],
		[
			'it came by a socket',
			told({host: ''}),
			new Map(),
			`it is reached by a socket of its machine, which is no address: ${step}`,
		],
		[
			'nobody is there',
			told(),
			new Map([['10.0.0.2:5432', 'connect ECONNREFUSED 10.0.0.2:5432']]),
			`replication tells its address, not its port, and on 5432, that of this server, connect ECONNREFUSED 10.0.0.2:5432: ${step}`,
		],
		[
			'its primary does not answer',
			told({role: 'unknown'}),
			new Map([['10.0.0.2:5432', 'password authentication failed']]),
			`password authentication failed: ${step}`,
		],
		[
			'it is below another standby',
			told({host: '10.0.0.7'}),
			new Map(),
			`it receives from another server than this one: ${step}`,
		],
	] as ReadonlyArray<
		readonly [string, NodeAddress, Map<string, string> | 'not-configured' | 'password-withheld', string]
	>)('%s', (_what, address, asked, reason) => {
		expect(unasked([address], asked)).toMatchObject([{reason}]);
	});

	it('is told under a name that claims no port, another one for each', () => {
		const nodes = unasked([told({name: 'a'}), told({name: 'a'}), told({name: null, host: ''})], new Map());
		expect(nodes.map(({node}) => node)).toEqual(['a at 10.0.0.2', 'a at 10.0.0.2, 2', 'standby']);
	});
});
