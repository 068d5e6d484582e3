import {plural} from '../../format/quantities.ts';
import {migrationStatus} from '../../migrations/status.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import {readLedger, readMigrationRights} from '../../queries/migrations/ledger.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {invalidBuilds} from '../indexes/invalid-builds.ts';
import {appliedVersions, knownVersion, type WithMigrations} from './apply-migrations.ts';
import {rightsCheck, rightsGrant, usableLedger} from './ledger-rights.ts';
import {
	ledgerRemoval,
	ledgerUnit,
	type MigrationTarget,
	migrationLock,
	migrationUnit,
	relationsOf,
} from './migration-unit.ts';
import {rollbackLosses} from './rollback-losses.ts';

export type RollBackRequest = {readonly action: 'roll-back-migration'; readonly to?: string};

/** Rolls back the last applied migration, or all those after a version; the newest first, as dbmate does. */
export const rollBackMigration: Action<RollBackRequest, MigrationTarget> = {
	id: 'roll-back-migration',
	title: 'Roll back the last migration',
	async plan(context: WithMigrations, {to}) {
		const {reader, server, migrations} = context;
		if (!migrations)
			throw new RefusedError('There are no migrations. Name a folder with --dir, or use --pack.');
		const [ledger, files, rights] = await Promise.all([
			readLedger(reader),
			migrations.load(),
			readMigrationRights(reader),
		]);
		const known = usableLedger(ledger, rightsGrant(rights, server));
		const all = migrationStatus(files, known.entries);
		// 0 is before the first.
		if (to !== undefined && !/^0+$/.test(to)) knownVersion(to, all);
		const applied = all.filter(({state}) => state !== 'pending').toReversed();
		const rows = to === undefined ? applied.slice(0, 1) : applied.filter(({version}) => version > to);
		if (rows.length === 0) {
			const what = applied.length === 0 ? 'no migration is applied' : `none after ${to} is applied`;
			throw new NothingToDo(`There is nothing to roll back: ${what}.`);
		}

		const units: Array<UnitDraft<MigrationTarget>> = [];
		const checks: Check[] = [rightsCheck(rights, server, !known.noted)];
		const chosenFiles = rows.map(row => ({row, file: files.find(({fileName}) => fileName === row.fileName)}));
		const relations = await relationsOf(
			reader,
			chosenFiles.flatMap(({file}) => file?.down ?? []),
		);
		for (const {row, file} of chosenFiles) {
			if (!file) {
				checks.push({
					name: row.version,
					verdict: 'block',
					detail: `there is no file for the applied version ${row.version}: what would undo it is not known`,
				});
				continue;
			}
			const planned = await migrationUnit(file, 'down', server, relations);
			if (planned.unit) units.push(planned.unit);
			checks.push(...planned.checks);
			if (row.state === 'changed') {
				checks.push({
					name: row.version,
					verdict: 'warn',
					detail: `${row.version} ${row.name} has changed since it was applied: its rollback may not fit`,
				});
			}
		}
		checks.push({
			name: 'data',
			verdict: 'warn',
			detail: 'what a rollback drops is gone with its rows: there is no undo but a backup',
		});
		const loaded = chosenFiles.flatMap(({file}) => file ?? []);
		checks.push(...(await rollbackLosses(reader, loaded, migrations.source)));
		if (rows.length === applied.length) units.push(ledgerRemoval());
		return createPlan(rollBackMigration, context, {
			title: `Roll back ${plural(rows.length, 'migration')}`,
			risk: 'irreversible',
			units,
			first: known.noted ? undefined : ledgerUnit(),
			checks,
			advisoryLock: migrationLock,
		});
	},
	async verify(reader, {target, statements}) {
		const applied = await appliedVersions(reader);
		if (target.kind === 'migration') {
			if (!applied.has(target.version)) return 'someone else has rolled it back in the meantime';
			const later = [...applied].find(version => version > target.version);
			return later === undefined ? undefined : `someone else has applied ${sanitize(later)} in the meantime`;
		}
		const removes = statements.some(({lock}) => lock === 'ACCESS EXCLUSIVE');
		return removes && applied.size > 0
			? 'someone else has applied a migration in the meantime, which the ledger tells of'
			: undefined;
	},
	outcome: invalidBuilds,
};
