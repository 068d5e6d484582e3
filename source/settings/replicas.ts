import {type ConnectionSettings, connectionSettings} from './connection.ts';

/** The connection to another node of the cluster. What its connection string leaves out comes from this connection. */
export function replicaConnection(text: string, own: ConnectionSettings): ConnectionSettings {
	return connectionSettings(
		text,
		{},
		{
			PGUSER: own.user,
			PGDATABASE: own.database,
			PGPORT: String(own.ports[0] ?? 5432),
			PGSSLMODE: own.sslMode,
			PGPASSFILE: own.passwordFile,
			PGAPPNAME: own.applicationName,
			...(own.password === undefined ? {} : {PGPASSWORD: own.password}),
			...(own.sslRootCertificate ? {PGSSLROOTCERT: own.sslRootCertificate} : {}),
			...(own.sslCertificate ? {PGSSLCERT: own.sslCertificate} : {}),
			...(own.sslKey ? {PGSSLKEY: own.sslKey} : {}),
		},
	);
}

/**
The connection to another host without a password, because a host that the configuration does not name may be anybody's.
A role with only REPLICATION can make pg_stat_replication show any address.
*/
export function sameWayTo(host: string, port: number, own: ConnectionSettings): ConnectionSettings {
	const {targetSession: _any, password: _kept, ...way} = own;
	return {...way, hosts: [host], ports: [port]};
}

/** The connection to a node that was found without the configuration. */
export function wayToNode(node: string, own: ConnectionSettings): ConnectionSettings {
	const place = node.lastIndexOf(':');
	return sameWayTo(node.slice(0, place), Number(node.slice(place + 1)), own);
}

/** The name on screen and in the history. */
export function nodeName({hosts, ports}: ConnectionSettings): string {
	return hosts.map((host, index) => `${host}:${ports[index] ?? 5432}`).join(',');
}
