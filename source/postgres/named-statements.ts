import type {Sql} from './connect.ts';

/** Answers after which a connection is one that lasts: a command that looks once asks fewer questions. */
const lasting = 20;

/**
Half of what the server spends on a question is its planning, unless the statement has a name and is kept. Behind a
pooler a name may be looked for in a session that does not know it, so the connection has to be the server's own first:
a pooler gives its clients keys for cancelling that are not the server's (PgBouncer, Odyssey, Supavisor, PgCat). A name
that is not known after all (DISCARD ALL) makes the driver send its statement again.
*/
export function createNaming() {
	let unnamed = 0;
	return {
		/** To be told of each answer; from the twentieth on statements get names. */
		answered(sql: Sql): void {
			if (sql.options.prepare || ++unnamed % lasting !== 0) return;
			// Where it fails the connection is lost, which the next question tells.
			giveNames(sql).catch(() => undefined);
		},
	};
}

/** Until the connection is closed: the next one may go another way. */
async function giveNames(sql: Sql): Promise<void> {
	const rows = await sql<{pid: number}[]>`select /* pgdeck */ pg_catalog.pg_backend_pid() as pid`;
	sql.options.prepare = rows[0]?.pid === rows.state.pid;
}
