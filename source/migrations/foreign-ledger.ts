type ForeignLedger = {readonly table: string; readonly tool: string};

/** What to do about a migration ledger that pgdeck does not use. */
export function foreignLedgerHelp({table}: Pick<ForeignLedger, 'table'>): string {
	return table === 'pgdeck_migrations'
		? 'Its columns are not those that pgdeck gives its own: rename it, or take its schema off the search_path of this role.'
		: 'Use that tool here: pgdeck writes only the migration ledger of dbmate.';
}

/** Why pgdeck does not use a migration ledger, and what to do. */
export function foreignLedgerText({table, tool}: ForeignLedger): string {
	return `The table ${table} belongs to ${tool}. ${foreignLedgerHelp({table})}`;
}
