/** Why a table of the ledger is left alone, and what to do. */
export function foreignLedgerText({table, tool}: {readonly table: string; readonly tool: string}): string {
	const belongs = `The table ${table} belongs to ${tool}.`;
	return table === 'pgdeck_migrations'
		? `${belongs} It has not the columns that pgdeck gives its own: rename it, or take its schema off the search_path of this role.`
		: `${belongs} Use that tool here: pgdeck writes only the ledger of dbmate.`;
}
