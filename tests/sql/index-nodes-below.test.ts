import {describe, expect, it} from 'vitest';
import {openSession} from '../../source/sampler/engine/session.ts';
import {createNodes} from '../../source/sampler/replication/nodes.ts';
import type {ConnectionSettings} from '../../source/settings/connection.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {allowLogins, createServer, type OwnServer} from '../helpers/scenario-server.ts';
import {createStandby, settingsOfPrimary, untilCaughtUp} from '../helpers/standby.ts';

describe.each(everyVersion)('a standby of a standby of PostgreSQL %d', async version => {
	const primary = await createServer(version, settingsOfPrimary);
	const standby = await createStandby(version, primary, {name: 'first', ...settingsOfPrimary});
	await untilCaughtUp(primary, standby);
	const below = await createStandby(version, standby, {name: 'below', ...settingsOfPrimary});
	await until(
		() => standby.session().unsafe('select from pg_stat_replication'),
		({length}) => length === 1,
	);

	const superuser = primary.session();
	await superuser.unsafe('create role trusted login in role pg_monitor');
	await untilCaughtUp(primary, standby);
	for (const server of [primary, standby, below])
		await allowLogins(server.session(), 'host all trusted 127.0.0.1/32 trust');

	const nodes = async (
		own: OwnServer,
		configured: readonly ConnectionSettings[],
		connection = own.connection(),
	) => {
		const reader = own.reader('sampling');
		const endpoint = {host: '127.0.0.1', port: own.port, service: null, productionPatterns: []};
		const {server} = await openSession(reader, endpoint);
		const asked = createNodes(connection, configured);
		await asked.refresh(reader, server, new Date());
		await asked.close();
		return asked.answers.map(({node, reason}) => [node, reason?.text ?? null]);
	};
	const step = 'add its connection to replicas in the configuration';
	const at = ({port}: OwnServer) => `127.0.0.1:${port}`;

	it('is known from its upstream, and missing if the configuration omits it', async () => {
		expect(await nodes(primary, [standby.connection()])).toEqual([
			[at(standby), null],
			['below at 127.0.0.1', `it is not among the replicas of the configuration: ${step}`],
		]);
		expect(await nodes(primary, [below.connection()])).toEqual([
			[at(below), null],
			['first at 127.0.0.1', `it is not among the replicas of the configuration: ${step}`],
		]);
	});

	it('is covered if the configuration names each node', async () => {
		expect(await nodes(primary, [below.connection(), standby.connection()])).toEqual([
			[at(below), null],
			[at(standby), null],
		]);
	});

	it('is counted once if it does not answer', async () => {
		const away = {...below.connection(), ports: [1]};
		expect(await nodes(primary, [standby.connection(), away])).toEqual([
			[at(standby), null],
			['127.0.0.1:1', expect.stringContaining('ECONNREFUSED')],
		]);
	});

	it('knows its upstream by host and port', async () => {
		const {password: _none, ...trusted} = below.connection({user: 'trusted', password: ''});
		expect(await nodes(below, [], trusted)).toEqual([[at(standby), null]]);
	});
});
