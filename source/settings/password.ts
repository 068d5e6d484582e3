import readPasswordFile from 'pgpass';
import type {ConnectionSettings} from './connection.ts';

/**
The password of the connection string or environment, or of the first host with an entry in `~/.pgpass`. As in libpq, a
socket is looked up as `localhost`.
*/
export async function findPassword(connection: ConnectionSettings): Promise<string | undefined> {
	if (connection.password !== undefined) return connection.password;
	const before = process.env.PGPASSFILE;
	process.env.PGPASSFILE = connection.passwordFile;
	try {
		for (const [index, host] of connection.hosts.entries()) {
			const found = await lookUp({
				host: host.startsWith('/') ? 'localhost' : host,
				port: connection.ports[index] ?? 5432,
				database: connection.database,
				user: connection.user,
			});
			if (found !== undefined) return found;
		}
		return undefined;
	} finally {
		if (before === undefined) delete process.env.PGPASSFILE;
		else process.env.PGPASSFILE = before;
	}
}

function lookUp(entry: {
	host: string;
	port: number;
	database: string;
	user: string;
}): Promise<string | undefined> {
	return new Promise(resolve => readPasswordFile(entry, resolve));
}
