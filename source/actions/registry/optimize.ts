import {plural} from '../../format/quantities.ts';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {type Comparison, comparePack} from '../../migrations/pack/comparison.ts';
import {packManifest, packNames} from '../../migrations/pack/manifest.ts';
import {packSteps, stayingPending} from '../../migrations/pack/steps.ts';
import {packSet} from '../../migrations/set.ts';
import {NothingToDo, RefusedError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type Ledger, readLedger, readMigrationRights} from '../../queries/migrations/ledger.ts';
import {
	type PackObjects,
	type PackRights,
	readPackObjects,
	readPackRights,
} from '../../queries/registry/pack-objects.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {checkLine, warn} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';
import {riskOf} from '../migrations/apply-migrations.ts';
import {rightsCheck, rightsGrant, usableLedger} from '../migrations/ledger-rights.ts';
import {ledgerUnit, migrationLock} from '../migrations/migration-unit.ts';
import {optimizeRights, packRemarks} from './optimize-checks.ts';
import {optimizeUnits} from './optimize-units.ts';
import type {PackTarget} from './pack-target.ts';
import {said} from './words.ts';

export type OptimizeRequest = {readonly action: 'optimize'};

/** Brings an existing registry, made by the pack or another tool, to the state that the pack defines. */
export const optimize: Action<OptimizeRequest, PackTarget> = {
	id: 'optimize',
	title: 'Build missing registry objects',
	async plan(context) {
		const {reader, server} = context;
		const [{files, found, rights, comparison}, ledger, ledgerRights] = await Promise.all([
			lookAtPack(reader),
			readLedger(reader),
			readMigrationRights(reader),
		]);
		// Tables named users and sessions exist in many databases.
		if (!found.relations.some(({name}) => /^mcp\.|^public\.(mcp_servers|request_logs)$/.test(name))) {
			throw new RefusedError(
				'There is no registry in this database. To create one, run: pgdeck setup --sample or pgdeck setup --production',
			);
		}
		const known =
			ledger.kind === 'foreign' ? undefined : usableLedger(ledger, rightsGrant(ledgerRights, server));
		const applied = known && new Set(known.entries.map(({version}) => version));
		const steps = packSteps(files, comparison, applied);
		const remarks = [
			...packRemarks(comparison),
			...(applied === undefined ? [] : pendingRemark(stayingPending(files, comparison, applied))),
			...ledgerRemark(ledger),
		];
		if (steps.length === 0) throw nothingToDo(remarks);

		const writesLedger = steps.some(({kind}) => kind === 'file' || kind === 'mark');
		const makesLedger = writesLedger && known !== undefined && !(known.kind === 'dbmate' && known.noted);
		const {units, checks} = await optimizeUnits(steps, {reader, server, relations: found.relations});
		const first = makesLedger ? ledgerUnit() : undefined;
		return createPlan(optimize, context, {
			title: `Build missing registry objects: ${plural(units.length + (first ? 1 : 0), 'step')}`,
			risk: riskOf(first ? [first, ...units] : units),
			first,
			units,
			checks: [
				...(writesLedger ? [rightsCheck(ledgerRights, server, makesLedger)] : []),
				...optimizeRights(steps, found, rights, server),
				...checks,
				...remarks,
			],
			advisoryLock: migrationLock,
		});
	},
	async verify(reader, {target, statements}) {
		if (target.kind === 'migration') {
			const ledger = await readLedger(reader);
			const applied = 'entries' in ledger && ledger.entries.some(({version}) => version === target.version);
			return applied ? said('applied-meanwhile') : undefined;
		}
		if (target.kind !== 'pack') return undefined;
		for (const {buildsIndex} of statements) {
			if (buildsIndex === undefined) continue;
			const index = await readIndexByName(reader, buildsIndex);
			if (target.index === 'absent' && index) return said('index-exists');
			if (target.index === 'invalid' && !index) return said('index-gone');
			if (target.index === 'invalid' && index?.valid) return said('index-repaired');
		}
		if (target.index !== 'invalid') return undefined;
		const {indexes} = await readPackObjects(reader, target.names);
		const busy = indexes.some(({name, building}) => target.names.includes(name) && building);
		return busy ? said('being-built') : undefined;
	},
	async outcome(reader, {statements}) {
		for (const {buildsIndex} of statements) {
			const index = buildsIndex === undefined ? undefined : await readIndexByName(reader, buildsIndex);
			if (buildsIndex !== undefined && index?.valid === false) {
				return said('index-invalid', {index: sanitize(buildsIndex)});
			}
		}
		return undefined;
	},
};

type PackLook = {
	readonly files: readonly MigrationFile[];
	readonly found: PackObjects;
	readonly rights: PackRights;
	readonly comparison: Comparison;
};

/** Compares the database with the pack. Reads only. */
export async function lookAtPack(reader: Reader): Promise<PackLook> {
	const [files, found, rights] = await Promise.all([
		packSet().load(),
		readPackObjects(reader, packNames),
		readPackRights(reader),
	]);
	return {files, found, rights, comparison: comparePack(packManifest, found, rights)};
}

function pendingRemark(files: readonly MigrationFile[]): Check[] {
	if (files.length === 0) return [];
	const names = files.map(({version, name}) => `${version} ${name}`);
	return [warn(said('files-stay-pending', {files: names}))];
}

function ledgerRemark(ledger: Ledger): Check[] {
	if (ledger.kind !== 'foreign') return [];
	return [warn(said('foreign-ledger', {tool: ledger.tool}))];
}

function nothingToDo(remarks: readonly Check[]): NothingToDo {
	const odd = remarks.filter(({verdict}) => verdict !== 'pass').map(checkLine);
	return odd.length === 0
		? new NothingToDo('Nothing to do: all objects of the registry pack exist.')
		: new NothingToDo(
				`Nothing to do. ${plural(odd.length, 'difference')} from the registry pack ${odd.length === 1 ? 'stays' : 'stay'}. To list them, run: pgdeck optimize`,
				odd,
			);
}
