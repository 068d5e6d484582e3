import type {Coded} from '../../format/coded.ts';
import {openReader} from '../../postgres/reader.ts';
import {readWriteDefault} from '../../queries/run/write-default.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {block} from './check.ts';
import type {Check} from './plan.ts';
import type {Manner} from './policy.ts';
import {checkWord} from './words.ts';

/**
Blocks if new sessions are read-only by default, which pgdeck does not override, and behind a pooler, except for actions
that run anywhere.
*/
export async function writeChecks(connection: ConnectionSettings, action?: Manner): Promise<Check[]> {
	const reader = openReader(connection, 'defaults');
	try {
		const reason = await readOnlyReason(text =>
			reader.read(sql => sql.begin('read only', own => own.unsafe(text))),
		);
		return [
			...(reason === undefined ? [] : [block(reason)]),
			...(reader.pooled && !action?.runsAnywhere ? [block(checkWord('pooler'))] : []),
		];
	} finally {
		await reader.close();
	}
}

/** Why new sessions of this connection can't write, with the statement that changes it. */
export async function readOnlyReason(
	ask: Parameters<typeof readWriteDefault>[0],
): Promise<Coded | undefined> {
	const found = await readWriteDefault(ask);
	if (!found?.readsOnly) return undefined;
	const {source, quotedUser, quotedDatabase} = found;
	return checkWord('read-only-default', {
		source,
		role: sanitize(quotedUser),
		database: sanitize(quotedDatabase),
	});
}
