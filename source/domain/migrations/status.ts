import * as z from 'zod';
import {inOrder, type MigrationFile} from '../../migrations/formats/dbmate.ts';
import {problem, problemWords} from '../../migrations/words.ts';
import {time} from '../../queries/statement.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';

/** A row of dbmate's ledger, with what pgdeck recorded beside it if pgdeck applied the migration. */
export type LedgerEntry = {
	version: string;
	name: string | null;
	checksum: string | null;
	durationMs: number | null;
	appliedBy: string | null;
	appliedAt: Date | null;
};

export const migrationStates = {
	applied: {label: 'applied', pending: false},
	changed: {label: 'changed', pending: false},
	'missing-file': {label: 'missing file', pending: false},
	pending: {label: 'pending', pending: true},
	'out-of-order': {label: 'out of order', pending: true},
} as const;
type MigrationState = keyof typeof migrationStates;

export const migrationRow = z.object({
	version: z.string(),
	name: z.string(),
	fileName: z.string().nullable(),
	state: z
		.enum(Object.keys(migrationStates) as [MigrationState, ...MigrationState[]])
		.describe(
			'changed: applied, and the file has changed since. missing-file: applied, without a file. out-of-order: pending, while a later version is applied',
		),
	transaction: z.boolean().describe('The file runs in one transaction'),
	problem: codedSchema(problemWords).nullable().describe('Why the file cannot be run'),
	durationMs: z.number().nullable(),
	appliedBy: z.string().nullable(),
	appliedAt: time.nullable(),
});
export type MigrationRow = z.infer<typeof migrationRow>;

export const migrationsSchema = z.object({
	source: z.enum(['pack', 'directory']),
	directory: z.string().nullable(),
	ledger: z.enum(['absent', 'dbmate']),
	skipped: z.array(z.string()).describe('Files ending in .sql whose names are not those of migrations'),
	rows: z.array(migrationRow),
});

/** Not applied yet, in order or not. */
export const isPending = ({state}: Pick<MigrationRow, 'state'>): boolean => migrationStates[state].pending;

/** Needs attention: the file is unusable, changed since it was applied, or gone. */
export const isOdd = ({state, problem: reason}: Pick<MigrationRow, 'state' | 'problem'>): boolean =>
	reason !== null || state === 'changed' || state === 'missing-file';

/** Files and ledger entries side by side, in order of version. */
export function migrationStatus(
	files: readonly MigrationFile[],
	ledger: readonly LedgerEntry[],
): MigrationRow[] {
	const applied = new Map(ledger.map(entry => [entry.version, entry]));
	const latest =
		ledger
			.map(entry => entry.version)
			.sort()
			.at(-1) ?? '';
	const byVersion = new Map<string, MigrationFile[]>();
	for (const file of files) byVersion.set(file.version, [...(byVersion.get(file.version) ?? []), file]);

	const fromFiles = inOrder(files).map((file): MigrationRow => {
		const {version} = file;
		const entry = applied.get(version);
		const twins = byVersion.get(version) ?? [];
		const changed = entry?.checksum != null && entry.checksum !== file.checksum;
		const reason = file.problem ?? (twins.length > 1 ? problem('duplicate-version', {version}) : null);
		return {
			version,
			// Other users may write to the folder.
			name: sanitize(file.name),
			fileName: file.fileName,
			state: entry ? (changed ? 'changed' : 'applied') : version < latest ? 'out-of-order' : 'pending',
			transaction: file.up?.transaction ?? true,
			problem: reason as MigrationRow['problem'],
			durationMs: entry?.durationMs ?? null,
			appliedBy: entry?.appliedBy ?? null,
			appliedAt: entry?.appliedAt ?? null,
		};
	});
	const missing = ledger
		.filter(({version}) => !byVersion.has(version))
		.map(
			(entry): MigrationRow => ({
				version: entry.version,
				name: entry.name ?? '',
				fileName: null,
				state: 'missing-file',
				transaction: true,
				problem: null,
				durationMs: entry.durationMs,
				appliedBy: entry.appliedBy,
				appliedAt: entry.appliedAt,
			}),
		);
	return [...fromFiles, ...missing].sort((a, b) =>
		a.version < b.version ? -1 : a.version > b.version ? 1 : 0,
	);
}
