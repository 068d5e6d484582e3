import type {Sql} from './connect.ts';
import {driverStatement} from './driver-statement.ts';

/** Answers after which a connection counts as lasting. A one-shot command runs fewer statements. */
const lasting = 20;
/** The most texts to remember. The console has about sixty; others contain names of objects that were read once. */
const mostTexts = 500;

/**
Half of the server's time for a query is planning, unless a prepared statement is kept under a name. Behind a pooler the
name may reach a session that does not know it, so names are used only on a direct connection: poolers (PgBouncer,
Odyssey, Supavisor, PgCat) give clients cancel keys that are not the server's. If a name is lost (DISCARD ALL), the
driver sends the statement again.
*/
export function createNaming() {
	const texts = new Set<string>();
	let unnamed = 0;
	return {
		/** Called for each answer. After the twentieth it checks whether names can be used. */
		answered(sql: Sql): void {
			if (sql.options.prepare || ++unnamed % lasting !== 0) return;
			// A failure means that the connection is lost, which the next query reports.
			allowNames(sql).catch(() => undefined);
		},
		/** Called before a statement is sent: names it if its text was sent before. */
		name(sql: Sql, value: unknown): void {
			const statement = sql.options.prepare ? driverStatement(value) : undefined;
			if (!statement) return;
			const text = statement.strings.join('?');
			const known = texts.has(text);
			if (texts.size >= mostTexts) texts.clear();
			texts.add(text);
			// Without parameters the driver would use the simple protocol, which has no names.
			Object.assign(statement.options, known ? {prepare: true, simple: false} : {prepare: false});
		},
	};
}

/** Valid until the connection is closed, because the next one may go through a pooler. */
async function allowNames(sql: Sql): Promise<void> {
	const rows = await sql<{pid: number}[]>`select /* pgdeck */ pg_catalog.pg_backend_pid() as pid`;
	sql.options.prepare = rows[0]?.pid === rows.state.pid;
}
