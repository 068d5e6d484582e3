import {openReader} from '../../postgres/reader.ts';
import {readWriteDefault, type WriteDefault} from '../../queries/run/write-default.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {behindPooler} from './advisory-lock.ts';
import type {Check} from './plan.ts';
import type {Manner} from './policy.ts';

const setting = 'default_transaction_read_only';

/**
Blocks where the sessions that would write are told to read only: somebody meant it, and it is not overridden. And where a
pooler hands them out, but for signals.
*/
export async function writeChecks(connection: ConnectionSettings, action?: Manner): Promise<Check[]> {
	const reader = openReader(connection, 'defaults');
	try {
		const reason = await readOnlyReason(text =>
			reader.read(sql => sql.begin('read only', own => own.unsafe(text))),
		);
		return [
			...(reason === undefined ? [] : [block('read only', reason)]),
			...(reader.pooled && !action?.runsAnywhere ? [block('pooler', behindPooler)] : []),
		];
	} finally {
		await reader.close();
	}
}

const block = (name: string, detail: string): Check => ({name, verdict: 'block', detail});

/** Why a new session of this connection writes nothing, and the way out. */
export async function readOnlyReason(
	ask: Parameters<typeof readWriteDefault>[0],
): Promise<string | undefined> {
	const found = await readWriteDefault(ask);
	return found?.readsOnly ? readOnlyText(found) : undefined;
}

export function readOnlyText({source, quotedUser, quotedDatabase}: Omit<WriteDefault, 'readsOnly'>): string {
	const role = sanitize(quotedUser);
	const database = sanitize(quotedDatabase);
	const said = (where: string, remedy: string) =>
		`sessions of this role read only: ${setting} is on, set for ${where}. Connect as a role that may write, or to allow it run: ${remedy}`;
	switch (source) {
		case 'user':
			return said(`the role ${role}`, `ALTER ROLE ${role} RESET ${setting};`);
		case 'database':
			return said(`the database ${database}`, `ALTER DATABASE ${database} RESET ${setting};`);
		case 'database user':
			return said(
				`the role ${role} in the database ${database}`,
				`ALTER ROLE ${role} IN DATABASE ${database} RESET ${setting};`,
			);
		case 'global':
			return said('all roles', `ALTER ROLE ALL RESET ${setting};`);
		case 'client':
			return `this connection reads only: ${setting} is on in its options. Take it out of PGOPTIONS, or of the options of the connection string or service.`;
		default:
			return said('the server', `ALTER SYSTEM SET ${setting} = off; SELECT pg_reload_conf();`);
	}
}
