import {isPending, migrationStatus} from '../../domain/migrations/status.ts';
import {plural} from '../../format/quantities.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import {readLedger, readMigrationRights} from '../../queries/migrations/ledger.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check, UnitDraft} from '../engine/plan.ts';
import {invalidBuilds} from '../indexes/concurrent-builds.ts';
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
import {said} from './words.ts';

export type RollBackRequest = {readonly action: 'roll-back-migration'; readonly to?: string};

/** Rolls back the last applied migration, or all after a version, newest first as dbmate does. */
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
		// 0 stands for the state before the first migration.
		if (to !== undefined && !/^0+$/.test(to)) knownVersion(to, all);
		const applied = all.filter(row => !isPending(row)).toReversed();
		const rows = to === undefined ? applied.slice(0, 1) : applied.filter(({version}) => version > to);
		if (rows.length === 0) {
			const what = applied.length === 0 ? 'no migration is applied' : `no migration after ${to} is applied`;
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
				checks.push(block(said('no-file', {version: sanitize(row.version)})));
				continue;
			}
			const planned = await migrationUnit(file, 'down', server, relations);
			if (planned.unit) units.push(planned.unit);
			checks.push(...planned.checks);
			const {version, name} = row;
			if (row.state === 'changed') checks.push(warn(said('changed-rollback', {version, name})));
		}
		checks.push(warn(said('rollback-drops-data')));
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
			if (!applied.has(target.version)) return said('rolled-back-meanwhile');
			const later = [...applied].find(version => version > target.version);
			return later === undefined ? undefined : said('later-applied', {version: sanitize(later)});
		}
		const removes = statements.some(({does}) => does === 'drop-table');
		return removes && applied.size > 0 ? said('ledger-in-use') : undefined;
	},
	outcome: invalidBuilds,
};
