import type {Sql} from './connect.ts';
import {driverStatement} from './driver-statement.ts';

/** Answers after which a connection is one that lasts: a command that looks once asks fewer questions. */
const lasting = 20;
/** Texts that are remembered. Those of the console are some sixty; others hold names of what was looked at once. */
const mostTexts = 500;

/**
Half of what the server spends on a question is its planning, unless the statement has a name and is kept. Behind a
pooler a name may be looked for in a session that does not know it, so the connection has to be the server's own first:
a pooler gives its clients keys for cancelling that are not the server's (PgBouncer, Odyssey, Supavisor, PgCat). A name
that is not known after all (DISCARD ALL) makes the driver send its statement again.
*/
export function createNaming() {
	const texts = new Set<string>();
	let unnamed = 0;
	return {
		/** To be told of each answer: after the twentieth it is found out whether there may be names. */
		answered(sql: Sql): void {
			if (sql.options.prepare || ++unnamed % lasting !== 0) return;
			// Where it fails the connection is lost, which the next question tells.
			allowNames(sql).catch(() => undefined);
		},
		/** To be called before a statement is sent: it gets a name if its text was sent before. */
		name(sql: Sql, value: unknown): void {
			const statement = sql.options.prepare ? driverStatement(value) : undefined;
			if (!statement) return;
			const text = statement.strings.join('?');
			const known = texts.has(text);
			if (texts.size >= mostTexts) texts.clear();
			texts.add(text);
			// Without parameters the driver would send it by the protocol that knows no names.
			Object.assign(statement.options, known ? {prepare: true, simple: false} : {prepare: false});
		},
	};
}

/** Until the connection is closed: the next one may go another way. */
async function allowNames(sql: Sql): Promise<void> {
	const rows = await sql<{pid: number}[]>`select /* pgdeck */ pg_catalog.pg_backend_pid() as pid`;
	sql.options.prepare = rows[0]?.pid === rows.state.pid;
}
