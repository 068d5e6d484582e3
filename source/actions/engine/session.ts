import type {Sql} from '../../postgres/connect.ts';

/** One server connection, held for the whole run. */
export type Session = Awaited<ReturnType<Sql['reserve']>>;

const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

/**
Resets the session, whatever role and parameters earlier statements have set, before each unit and before the ledger is
written.
*/
export async function settle(session: Session): Promise<void> {
	await session`reset session authorization`;
	// The role may survive the statement above in some versions.
	await session`reset role`;
	await session`reset all`;
	// A timeout during the waits of CONCURRENTLY would leave an INVALID index. idle_session_timeout exists since
	// version 14.
	await session`
		select set_config(name, '0', false) from pg_catalog.pg_settings
		where name = any (string_to_array(${[...timeouts, 'idle_session_timeout'].join()}, ','))
	`;
}
