import type {Sql} from '../../postgres/connect.ts';

/** One server connection, held for the whole run. */
export type Session = Awaited<ReturnType<Sql['reserve']>>;

const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

/**
The session as it was opened, whatever role and settings the statements before have set: each unit meets it so, and so
does the ledger, which is not the file's own.
*/
export async function settle(session: Session): Promise<void> {
	await session`reset session authorization`;
	// Some versions let a role stay through that.
	await session`reset role`;
	await session`reset all`;
	// The waits of CONCURRENTLY hold nobody up, and a time-out would leave an INVALID index. One is of version 14.
	await session`
		select set_config(name, '0', false) from pg_catalog.pg_settings
		where name = any (string_to_array(${[...timeouts, 'idle_session_timeout'].join()}, ','))
	`;
}
