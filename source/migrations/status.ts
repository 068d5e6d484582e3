import * as z from 'zod';
import {time} from '../queries/statement.ts';
import {sanitize} from '../terminal/sanitize.ts';
import type {MigrationFile} from './formats/dbmate.ts';

/** A row of the ledger: dbmate's, with what pgdeck notes beside it where pgdeck applied it. */
export type LedgerEntry = {
	version: string;
	name: string | null;
	checksum: string | null;
	durationMs: number | null;
	appliedBy: string | null;
	appliedAt: Date | null;
};

export const migrationRow = z.object({
	version: z.string(),
	name: z.string(),
	fileName: z.string().nullable(),
	state: z
		.enum(['applied', 'changed', 'missing', 'pending'])
		.describe('changed: applied, and the file has changed since. missing: applied, and there is no file'),
	outOfOrder: z.boolean().describe('Pending, though a later one is applied'),
	transaction: z.boolean(),
	problem: z.string().nullable().describe('Why the file can not be run'),
	durationMs: z.number().nullable(),
	appliedBy: z.string().nullable(),
	appliedAt: time.nullable(),
});
export type MigrationRow = z.infer<typeof migrationRow>;

/** dbmate's own order: by file name. */
export function inOrder(files: readonly MigrationFile[]): MigrationFile[] {
	return files.toSorted((a, b) => (a.fileName < b.fileName ? -1 : a.fileName > b.fileName ? 1 : 0));
}

/** Files and ledger side by side, in order of version. */
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
		const entry = applied.get(file.version);
		const twins = byVersion.get(file.version) ?? [];
		const changed = entry?.checksum != null && entry.checksum !== file.checksum;
		return {
			version: file.version,
			// Of a folder that others may write to.
			name: sanitize(file.name),
			fileName: file.fileName,
			state: entry ? (changed ? 'changed' : 'applied') : 'pending',
			outOfOrder: !entry && file.version < latest,
			transaction: file.up?.transaction ?? true,
			problem: file.problem ?? (twins.length > 1 ? `another file has the version ${file.version} too` : null),
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
				state: 'missing',
				outOfOrder: false,
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
