import type {MigrationRow} from '../../source/domain/migrations/status.ts';
import type {Migrations} from '../../source/domain/snapshot/schema.ts';
import {problem} from '../../source/migrations/words.ts';
import {ago} from './fixtures-sections.ts';

export const migrationRow = (
	version: string,
	name: string,
	change: Partial<MigrationRow> = {},
): MigrationRow => ({
	version,
	name,
	fileName: `${version}_${name}.sql`,
	state: 'applied',
	transaction: true,
	problem: null,
	durationMs: 420,
	appliedBy: 'anna@bastion as dba',
	appliedAt: ago(86_400),
	...change,
});

const pending = {state: 'pending', durationMs: null, appliedBy: null, appliedAt: null} as const;

/** One of each state that a migration can be in. */
export const migrations: Migrations = {
	source: 'pack',
	directory: null,
	ledger: 'dbmate',
	skipped: ['V1__x.sql'],
	rows: [
		migrationRow('20260101000100', 'core_tables'),
		migrationRow('20260101000200', 'edited_since', {state: 'changed'}),
		migrationRow('20260101000300', 'file_is_gone', {state: 'missing-file', fileName: null}),
		migrationRow('20260101000350', 'late_arrival', {...pending, state: 'out-of-order'}),
		migrationRow('20260101000400', 'by_dbmate', {durationMs: null, appliedBy: null}),
		migrationRow('20260101000500', 'next_indexes', {...pending, transaction: false}),
		migrationRow('20260101000600', 'half_written', {
			...pending,
			problem: problem('no-down-marker'),
		}),
	],
};
