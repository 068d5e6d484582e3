import {isPending, type MigrationRow, migrationStatus} from '../../domain/migrations/status.ts';
import {plural} from '../../format/quantities.ts';
import {stopsWriters, strongest} from '../../migrations/locks/lock-modes.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import {noMigrationsText, skippedText} from '../../migrations/words.ts';
import {NothingToDo, RefusedError, UsageError, UserError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readLedger, readMigrationRights} from '../../queries/migrations/ledger.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {block, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import {isAlive, type JournalStory, stories} from '../engine/journal-story.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {invalidBuilds, invalidLeftovers} from '../indexes/concurrent-builds.ts';
import {rightsCheck, rightsGrant, usableLedger} from './ledger-rights.ts';
import {
	ledgerUnit,
	type MigrationTarget,
	migrationLock,
	migrationUnit,
	relationsOf,
} from './migration-unit.ts';
import {said} from './words.ts';

type Which = 'all' | {readonly upTo: string} | {readonly only: string};
export type ApplyRequest = {readonly action: 'apply-migrations'; readonly which: Which};

/** The context of a plan with the migrations of the command or screen. */
export type WithMigrations = PlanContext & {readonly migrations: MigrationSet | undefined};

/** Applies pending migrations in dbmate's order: all, up to one, or one alone. */
export const applyMigrations: Action<ApplyRequest, MigrationTarget> = {
	id: 'apply-migrations',
	title: 'Apply pending migrations',
	async plan(context: WithMigrations, {which}) {
		const {reader, server, migrations} = context;
		if (!migrations)
			throw new RefusedError('There are no migrations. Name a folder with --dir, or use --pack.');
		const [ledger, files, skipped, rights] = await Promise.all([
			readLedger(reader),
			migrations.load(),
			migrations.skipped(),
			readMigrationRights(reader),
		]);
		const known = usableLedger(ledger, rightsGrant(rights, server));
		if (files.length === 0) throw new UserError(noMigrationsText(migrations.directory, skipped));
		const rows = migrationStatus(files, known.entries);
		if (which !== 'all') knownVersion('upTo' in which ? which.upTo : which.only, rows);
		const pending = rows.filter(row => isPending(row) && chosen(row.version, which));
		if (pending.length === 0) throw new NothingToDo(nothingPending(rows, which, skipped));

		const makesLedger = !(known.kind === 'dbmate' && known.noted);
		const units: Array<UnitDraft<MigrationTarget>> = [];
		const checks: Check[] = [rightsCheck(rights, server, makesLedger)];
		const chosenFiles = pending.map(row => ({
			row,
			file: files.find(({fileName}) => fileName === row.fileName),
		}));
		const relations = await relationsOf(
			reader,
			chosenFiles.flatMap(({file}) => file?.up ?? []),
		);
		for (const {row, file} of chosenFiles) {
			if (!file) continue;
			const planned = await migrationUnit(file, 'up', server, relations);
			if (planned.unit) units.push(planned.unit);
			checks.push(...planned.checks);
			if (row.problem && !planned.checks.some(({verdict}) => verdict === 'block')) {
				checks.push(block(row.problem, {object: sanitize(file.fileName)}));
			}
		}
		const earlier = rows.filter(row => isPending(row) && row.version < (pending[0]?.version ?? ''));
		checks.push(
			...pending
				.filter(({state}) => state === 'out-of-order')
				.map(({version, name}) => warn(said('out-of-order', {version, name}))),
			...(earlier.length > 0 ? [warn(said('earlier-pending', {count: earlier.length}))] : []),
			...rows
				.filter(({state}) => state === 'changed')
				.map(({version, name}) => warn(said('changed', {version, name}))),
			...(skipped.length > 0 ? [warn(said('skipped-files', {files: skipped.map(sanitize)}))] : []),
			...(await invalidLeftovers(reader, units)),
			...interruptions(
				context,
				pending.filter(({transaction}) => !transaction).map(({version}) => version),
			),
		);
		const risk = riskOf(units);
		return createPlan(applyMigrations, context, {
			title: `Apply ${plural(pending.length, 'migration')}`,
			risk,
			units,
			first: makesLedger ? ledgerUnit() : undefined,
			checks,
			advisoryLock: migrationLock,
		});
	},
	async verify(reader, {target}) {
		const applied = await appliedVersions(reader);
		return target.kind === 'migration' && applied.has(target.version) ? said('applied-meanwhile') : undefined;
	},
	outcome: invalidBuilds,
};

/** Rejects versions that do not exist: one with a digit too few would select other migrations. */
export function knownVersion(version: string, rows: ReadonlyArray<{readonly version: string}>): void {
	if (rows.some(row => row.version === version)) return;
	throw new UsageError(
		`There is no migration ${sanitize(version)}. For the versions, run: pgdeck migrate status`,
	);
}

function nothingPending(rows: readonly MigrationRow[], which: Which, skipped: readonly string[]): string {
	if (which !== 'all' && 'only' in which) {
		const name = rows.find(({version}) => version === which.only)?.name ?? '';
		return `${which.only} ${name} is already applied.`;
	}
	const later = rows.filter(isPending).length;
	if (later > 0 && which !== 'all') {
		return `Nothing is pending up to ${which.upTo}; ${plural(later, 'later migration is', 'later migrations are')} pending.`;
	}
	const others =
		skipped.length === 0
			? ''
			: ` Skipped, since their names are not those of migrations: ${skippedText(skipped)}.`;
	return `Nothing is pending: all migrations are applied.${others}`;
}

function chosen(version: string, which: Which): boolean {
	if (which === 'all') return true;
	return 'upTo' in which ? version <= which.upTo : version === which.only;
}

/** The versions that are in the ledger now. */
export async function appliedVersions(reader: Reader): Promise<ReadonlySet<string>> {
	return new Set(usableLedger(await readLedger(reader)).entries.map(({version}) => version));
}

/** High if a statement blocks writes to existing relations, or its locks are unknown. */
export function riskOf(units: ReadonlyArray<Pick<UnitDraft, 'statements'>>): 'low' | 'high' {
	const mode = strongest(units.flatMap(({statements}) => statements.map(({lock}) => lock)));
	return mode === 'unknown' || stopsWriters(mode) ? 'high' : 'low';
}

/** Files outside a transaction whose last attempt did not finish: some of their statements have run. */
function interruptions({journal, server}: PlanContext, versions: readonly string[]): Check[] {
	const last = new Map<string, JournalStory>();
	for (const story of stories(journal.read(), isAlive)) {
		const {action, server: where, target} = story.begun;
		const here = where.systemIdentifier === server.systemIdentifier && where.database === server.database;
		const version = String((target as {version?: unknown} | null)?.version);
		if (action === 'apply-migrations' && here && versions.includes(version)) last.set(version, story);
	}
	return [...last.values()]
		.filter(({outcome}) => outcome === 'interrupted' || outcome === 'failed')
		.map(({begun, outcome}) => warn(said('earlier-attempt', {title: sanitize(begun.title), outcome})));
}
