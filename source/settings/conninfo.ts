import {UsageError} from '../postgres/errors.ts';

/** Connection keywords of libpq (PostgreSQL documentation, 34.1.2), with values not yet interpreted. */
export type Conninfo = Readonly<Record<string, string>>;

/** Keywords that pgdeck uses, and those of libpq that do not apply here. */
const known = new Set(
	`host hostaddr port dbname user password passfile connect_timeout application_name service servicefile options
	sslmode sslrootcert sslcert sslkey sslpassword target_session_attrs keepalives keepalives_idle client_encoding
	fallback_application_name gssencmode channel_binding sslcompression sslcrl sslsni ssl_min_protocol_version
	ssl_max_protocol_version krbsrvname tcp_user_timeout load_balance_hosts require_auth sslnegotiation keepalives_interval keepalives_count
	gsslib gssdelegation requirepeer sslcrldir`.split(/\s+/),
);

/** Parses a `postgres://` URI or a `key=value` string as psql does; a bare word is a database name. */
export function parseConninfo(text: string): Conninfo {
	if (/^postgres(ql)?:\/\//.test(text)) return parseUri(text);
	if (text.includes('=')) return checkKeywords(parseKeywords(text));
	return text.trim() === '' ? {} : {dbname: text.trim()};
}

function checkKeywords(conninfo: Conninfo): Conninfo {
	for (const keyword of Object.keys(conninfo)) {
		if (!known.has(keyword)) {
			throw new UsageError(
				`The connection option "${keyword}" is not known. Options are those of libpq, such as host, port, dbname, user, sslmode and service.`,
			);
		}
	}
	return conninfo;
}

/** @param shown the name in a message, so that a password is not repeated */
function decode(text: string, shown = `"${text}"`): string {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		throw new UsageError(`${shown} in the connection URI is not well percent-encoded. Write % as %25.`, {
			cause: error,
		});
	}
}

/** URL can't parse several hosts, or a socket directory in place of a host, which libpq allows. */
function parseUri(text: string): Conninfo {
	const match = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(text);
	if (!match)
		throw new UsageError('The connection URI is not of the form postgres://user@host:port/database.');
	const [, userinfo = '', hosts = '', database = '', query = ''] = match;
	const result: Record<string, string> = {};

	const [user = '', ...password] = userinfo.split(':');
	if (user) result.user = decode(user);
	if (password.length > 0) result.password = decode(password.join(':'), 'The password');

	const pairs = hosts === '' ? [] : hosts.split(',').map(splitHost);
	if (pairs.some(pair => pair.host !== '')) result.host = pairs.map(pair => decode(pair.host)).join(',');
	if (pairs.some(pair => pair.port !== '')) result.port = pairs.map(pair => pair.port).join(',');
	if (database) result.dbname = decode(database);

	for (const parameter of query.split('&').filter(Boolean)) {
		const [key = '', ...value] = parameter.split('=');
		const keyword = decode(key);
		if (keyword === 'ssl' && value.join('=') === 'true') result.sslmode = 'require';
		else result[keyword] = decode(value.join('='));
	}
	return checkKeywords(result);
}

function splitHost(text: string): {host: string; port: string} {
	const match = /^(?:\[([^\]]*)\]|([^:@]*))(?::(\d*))?$/.exec(text);
	if (!match) {
		// Not repeated, because it may be part of a password that is not encoded.
		throw new UsageError(
			'The connection URI has no host, or host:port, where one belongs. IPv6 addresses go in brackets; in a password, / is written %2F, ? %3F and @ %40.',
		);
	}
	return {host: match[1] ?? match[2] ?? '', port: match[3] ?? ''};
}

/** Parses `host=a dbname='with blanks'`: single quotes group, a backslash escapes the next character. */
function parseKeywords(text: string): Conninfo {
	const result: Record<string, string> = {};
	const pattern = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/gsy;
	while (pattern.lastIndex < text.trimEnd().length) {
		const match = pattern.exec(text);
		if (!match) {
			throw new UsageError(
				"The connection string is not of the form key=value key='value with blanks'. Or give a URI: postgres://user@host/database.",
			);
		}
		const [, keyword = '', quoted, bare = ''] = match;
		result[keyword] = (quoted ?? bare).replaceAll(/\\(.)/gs, '$1');
	}
	return result;
}

/** One section of a connection service file (`~/.pg_service.conf`), undefined if it is missing. */
export function parseService(file: string, name: string): Conninfo | undefined {
	let current: string | undefined;
	let result: Record<string, string> | undefined;
	for (const raw of file.split(/\r?\n/)) {
		const line = raw.trim();
		if (line === '' || line.startsWith('#')) continue;
		const section = /^\[(.*)\]$/.exec(line);
		if (section) {
			current = section[1];
			if (current === name) result = {};
		} else if (result && current === name) {
			const [key = '', ...value] = line.split('=');
			result[key.trim()] = value.join('=').trim();
		}
	}
	return result && checkKeywords(result);
}
