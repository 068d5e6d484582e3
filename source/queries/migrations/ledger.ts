import * as z from 'zod';
import ledgerSql from '../../../sql/queries/migrations/ledger.sql';
import ledgerNotedSql from '../../../sql/queries/migrations/ledger-noted.sql';
import ledgerObjectsSql from '../../../sql/queries/migrations/ledger-objects.sql';
import rightsSql from '../../../sql/queries/migrations/migration-rights.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, readRows, time} from '../statement.ts';

const objectsRow = z.object({
	schema: z.string().nullable(),
	columns: z.record(z.string(), z.string()),
	rails: z.boolean(),
	noted: z.boolean(),
	notesFit: z.boolean().describe('pgdeck_migrations has the columns that pgdeck gives it'),
	unreadable: z.array(z.string()).describe('Tables of the ledger, quoted for SQL'),
});

const entryRow = z.object({
	version: z.string(),
	name: z.string().nullable(),
	checksum: z.string().nullable(),
	durationMs: z.number().nullable(),
	appliedBy: z.string().nullable(),
	appliedAt: time.nullable(),
});
type LedgerRow = z.infer<typeof entryRow>;

/** Tools that use a schema_migrations of their own. */
export type LedgerTool = 'rails' | 'golang-migrate' | 'ecto' | 'unknown';

/** The table of applied migrations. pgdeck never writes to another tool's ledger, nor interprets it. */
export type Ledger =
	| {kind: 'absent'; entries: readonly LedgerRow[]; noted: boolean}
	| {kind: 'dbmate'; entries: readonly LedgerRow[]; noted: boolean}
	| {kind: 'foreign'; table: 'schema_migrations' | 'pgdeck_migrations'; tool: LedgerTool}
	/** Tables of the ledger that this role may not read. */
	| {kind: 'denied'; tables: readonly string[]};

export async function readLedger(reader: Reader): Promise<Ledger> {
	const objects = await readRow(reader, ledgerObjectsSql, objectsRow);
	const {schema, columns, noted} = objects;
	const tool = schema === null ? undefined : foreignTool(columns, objects.rails);
	if (tool) return {kind: 'foreign', table: 'schema_migrations', tool};
	if (noted && !objects.notesFit) return {kind: 'foreign', table: 'pgdeck_migrations', tool: 'unknown'};
	if (schema === null) return {kind: 'absent', entries: [], noted};
	if (objects.unreadable.length > 0) return {kind: 'denied', tables: objects.unreadable};
	const entries = await readRows(reader, noted ? ledgerNotedSql : ledgerSql, entryRow);
	return {kind: 'dbmate', entries, noted};
}

/** Tells tools apart by the columns of their schema_migrations. */
function foreignTool(columns: Readonly<Record<string, string>>, rails: boolean): LedgerTool | undefined {
	if (rails) return 'rails';
	if ('dirty' in columns) return 'golang-migrate';
	if ('inserted_at' in columns) return 'ecto';
	const names = Object.keys(columns);
	if (names.length !== 1 || columns.version !== 'character varying') return 'unknown';
	return undefined;
}

const rightsRow = z.object({
	schema: z.string().nullable().describe('Quoted for SQL'),
	mayCreate: z.boolean(),
	missing: z
		.array(z.object({table: z.string(), privileges: z.array(z.string())}))
		.describe('Privileges on existing tables of the ledger'),
});
export type MigrationRights = z.infer<typeof rightsRow>;

export function readMigrationRights(reader: Reader): Promise<MigrationRights> {
	return readRow(reader, rightsSql, rightsRow);
}
