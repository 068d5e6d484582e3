import {type ConnectionSettings, connectionSettings} from './connection.ts';

/**
Where to reach another server of the same cluster: what its connection string leaves out is as on the way to this one.
*/
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
The same way to another host, without a password: a host that the configuration does not name may be anybody's. A role
with no more than REPLICATION can make pg_stat_replication show any address, and ask whoever connects there for one.
*/
export function sameWayTo(host: string, port: number, own: ConnectionSettings): ConnectionSettings {
	const {targetSession: _any, password: _kept, ...way} = own;
	return {...way, hosts: [host], ports: [port]};
}

/** The way to a node of that name, where it was found without a configuration. */
export function wayToNode(node: string, own: ConnectionSettings): ConnectionSettings {
	const place = node.lastIndexOf(':');
	return sameWayTo(node.slice(0, place), Number(node.slice(place + 1)), own);
}

/** As it is named on screen and in the history. */
export function nodeName({hosts, ports}: ConnectionSettings): string {
	return hosts.map((host, index) => `${host}:${ports[index] ?? 5432}`).join(',');
}
