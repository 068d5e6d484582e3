import {coder} from '../../format/coded.ts';

const tools = {
	rails: 'Rails',
	'golang-migrate': 'golang-migrate',
	ecto: 'Ecto',
	unknown: 'a tool that pgdeck does not know',
} as const;
type Tool = keyof typeof tools;

export const toolName = (tool: Tool): string => tools[tool];

/** Why the migrations of a database are not known. */
export const migrationsAbsence = coder({
	'no-migrations': () => 'no migration folder is configured, and this database is not a registry',
	'foreign-ledger': ({table, tool}: {table: string; tool: Tool}) =>
		`the table ${table} belongs to ${tools[tool]}`,
	'ledger-select': ({tables}: {tables: readonly string[]}) =>
		`this role may not read ${tables.join(' and ')}`,
});

type ForeignLedger = {readonly table: 'schema_migrations' | 'pgdeck_migrations'; readonly tool: Tool};

/** The next step for a ledger that pgdeck does not use. */
export function foreignLedgerHelp({table}: Pick<ForeignLedger, 'table'>): string {
	return table === 'pgdeck_migrations'
		? 'Its columns are not those of pgdeck. Rename it, or remove its schema from the search_path of this role.'
		: 'Use that tool here: pgdeck writes only the migration ledger of dbmate.';
}

/** Why pgdeck does not use a ledger, and the next step. */
export function foreignLedgerText({table, tool}: ForeignLedger): string {
	return `The table ${table} belongs to ${tools[tool]}. ${foreignLedgerHelp({table})}`;
}
