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

describe('nodes that replication reports', () => {
	it.each([
		['matches the node that answered', [told()], [reached()], []],
		['does not match another name', [told({name: 'a'})], [reached({name: 'b'})], ['a']],
		['does not match another slot', [told({slot: 'a'})], [reached({slot: 'b'})], ['walreceiver']],
		['matches where the name is hidden', [told({name: 'a'})], [reached({name: null})], []],
		['matches another address, as through NAT', [told({host: '192.168.0.1'})], [reached()], []],
		[
			'prefers the same address among equal names',
			[told({name: 'x', host: '10.0.0.1'}), told({name: 'x'})],
			[reached({name: 'x'})],
			['x'],
		],
		[
			'prefers the slot to the address',
			[told({name: 'a', slot: 's', host: '10.0.0.9'}), told({name: 'b', slot: null})],
			[reached({name: null, slot: 's'})],
			['b'],
		],
		['does not match a primary', [told()], [reached({standby: false, name: null})], ['walreceiver']],
		[
			'matches an upstream server by host and port',
			[told({role: 'unknown', name: 'above', port: 5433}), told({name: 'beside'})],
			[reached({at: '10.0.0.2:5433', standby: false, name: null})],
			['beside'],
		],
		[
			'matches one node for each answer',
			[told({name: 'a'}), told({name: 'a'})],
			[reached({name: 'a'})],
			['a'],
		],
	])('%s', (_what, addresses, answers, left) => {
		expect(unmatched(addresses, answers).map(({name}) => name)).toEqual(left);
	});
});

const step = 'add its connection to replicas in the configuration';

describe('the reason for not asking a node', () => {
	it.each([
		[
			'hidden address',
			told({hidden: true, host: ''}),
			new Map(),
			`its address is hidden from this role. To show it: GRANT pg_monitor TO dba; or ${step}`,
		],
		[
			'not in the configuration',
			told(),
			'not-configured',
			`it is not among the replicas of the configuration: ${step}`,
		],
		[
			'asking requires a password',
			told(),
			'password-withheld',
			`pgdeck sends the password of this connection to no address that only replication reports: ${step}`,
		],
		[
			'Unix socket',
			told({host: ''}),
			new Map(),
			`it connects through a Unix socket, which gives no address: ${step}`,
		],
		[
			'nothing listens',
			told(),
			new Map([['10.0.0.2:5432', 'connect ECONNREFUSED 10.0.0.2:5432']]),
			`replication reports its address but not its port, and on port 5432, that of this server: connect ECONNREFUSED 10.0.0.2:5432. To ask it, ${step}`,
		],
		[
			'its primary does not answer',
			told({role: 'unknown'}),
			new Map([['10.0.0.2:5432', 'password authentication failed']]),
			`password authentication failed: ${step}`,
		],
		[
			'below another standby',
			told({host: '10.0.0.7'}),
			new Map(),
			`it receives from another node, not from this one: ${step}`,
		],
	] as ReadonlyArray<
		readonly [string, NodeAddress, Map<string, string> | 'not-configured' | 'password-withheld', string]
	>)('%s', (_what, address, asked, reason) => {
		expect(unasked([address], asked, 'dba')).toMatchObject([{reason: {text: reason}}]);
	});

	it('stands beside a unique name without a port', () => {
		const nodes = unasked(
			[told({name: 'a'}), told({name: 'a'}), told({name: null, host: ''})],
			new Map(),
			'dba',
		);
		expect(nodes.map(({node}) => node)).toEqual(['a at 10.0.0.2', 'a at 10.0.0.2, 2', 'standby']);
	});
});
