import {plural} from '../../format/quantities.ts';
import {stopsWriters, strongest} from '../../migrations/locks/lock-modes.ts';
import {noMigrationsText, passedOverText} from '../../migrations/passed-over.ts';
import type {MigrationSet} from '../../migrations/set.ts';
import {type MigrationRow, migrationStatus} from '../../migrations/status.ts';
import {NothingToDo, RefusedError, UsageError, UserError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readLedger, readMigrationRights} from '../../queries/migrations/ledger.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action, PlanContext} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import {isAlive, type JournalStory, stories} from '../engine/journal-story.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {invalidBuilds, invalidLeftovers} from '../indexes/invalid-builds.ts';
import {rightsCheck, rightsGrant, usableLedger} from './ledger-rights.ts';
import {
	ledgerUnit,
	type MigrationTarget,
	migrationLock,
	migrationUnit,
	relationsOf,
} from './migration-unit.ts';

type Which = 'all' | {readonly upTo: string} | {readonly only: string};
export type ApplyRequest = {readonly action: 'apply-migrations'; readonly which: Which};

/** The migrations that a command or the screen works with. */
export type WithMigrations = PlanContext & {readonly migrations: MigrationSet | undefined};

/** Applies pending migrations in dbmate's order: all, up to one, or one alone. */
export const applyMigrations: Action<ApplyRequest, MigrationTarget> = {
	id: 'apply-migrations',
	title: 'Apply pending migrations',
	async plan(context: WithMigrations, {which}) {
		const {reader, server, migrations} = context;
		if (!migrations)
			throw new RefusedError('There are no migrations. Name a folder with --dir, or use --pack.');
		const [ledger, files, passedOver, rights] = await Promise.all([
			readLedger(reader),
			migrations.load(),
			migrations.passedOver(),
			readMigrationRights(reader),
		]);
		const known = usableLedger(ledger, rightsGrant(rights, server));
		if (files.length === 0) throw new UserError(noMigrationsText(migrations.directory, passedOver));
		const rows = migrationStatus(files, known.entries);
		if (which !== 'all') knownVersion('upTo' in which ? which.upTo : which.only, rows);
		const pending = rows.filter(row => row.state === 'pending' && chosen(row.version, which));
		if (pending.length === 0) throw new NothingToDo(nothingPending(rows, which, passedOver));

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
				checks.push({
					name: row.version,
					verdict: 'block',
					detail: `${sanitize(file.fileName)}: ${row.problem}`,
				});
			}
		}
		const earlier = rows.filter(row => row.state === 'pending' && row.version < (pending[0]?.version ?? ''));
		checks.push(
			...pending
				.filter(({outOfOrder}) => outOfOrder)
				.map(row => warn(row.version, `${row.version} ${row.name} is older than what is applied already`)),
			...(earlier.length > 0
				? [warn('order', `${plural(earlier.length, 'earlier migration')} stay pending`)]
				: []),
			...rows
				.filter(({state}) => state === 'changed')
				.map(row => warn(row.version, `${row.version} ${row.name} has changed since it was applied`)),
			...(passedOver.length > 0
				? [warn('folder', `passed over, since named as no migration is: ${passedOverText(passedOver)}`)]
				: []),
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
		return target.kind === 'migration' && applied.has(target.version)
			? 'someone else has applied it in the meantime'
			: undefined;
	},
	outcome: invalidBuilds,
};

/** A version with a digit too few would mean another set of migrations: only those that exist are taken. */
export function knownVersion(version: string, rows: ReadonlyArray<{readonly version: string}>): void {
	if (rows.some(row => row.version === version)) return;
	throw new UsageError(
		`There is no migration ${sanitize(version)}. See pgdeck migrate status for their versions.`,
	);
}

function nothingPending(rows: readonly MigrationRow[], which: Which, passedOver: readonly string[]): string {
	if (which !== 'all' && 'only' in which) {
		const name = rows.find(({version}) => version === which.only)?.name ?? '';
		return `${which.only} ${name} is applied already.`;
	}
	const later = rows.filter(({state}) => state === 'pending').length;
	if (later > 0 && which !== 'all') {
		return `Nothing is pending up to ${which.upTo}; ${plural(later, 'later migration is', 'later migrations are')} pending.`;
	}
	const others =
		passedOver.length === 0
			? ''
			: ` Passed over, since their names are none of a migration: ${passedOverText(passedOver)}.`;
	return `Nothing is pending: all migrations of the set are applied.${others}`;
}

function chosen(version: string, which: Which): boolean {
	if (which === 'all') return true;
	return 'upTo' in which ? version <= which.upTo : version === which.only;
}

const warn = (name: string, detail: string): Check => ({name, verdict: 'warn', detail});

/** Versions that the ledger holds at this moment. */
export async function appliedVersions(reader: Reader): Promise<ReadonlySet<string>> {
	return new Set(usableLedger(await readLedger(reader)).entries.map(({version}) => version));
}

/** A lock on existing relations that stops writes makes it a matter for thought. */
export function riskOf(units: ReadonlyArray<Pick<UnitDraft, 'statements'>>): 'low' | 'high' {
	const mode = strongest(units.flatMap(({statements}) => statements.map(({lock}) => lock)));
	return mode === 'unknown' || stopsWriters(mode) ? 'high' : 'low';
}

/** Files outside a transaction that were begun last and did not get to their end: some of their statements were run. */
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
		.map(({begun, outcome}) =>
			warn('journal', `"${begun.title}" was begun before and ${outcome}: parts of it may be there`),
		);
}
