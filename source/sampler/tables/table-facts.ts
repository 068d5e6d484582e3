import type {TableFacts} from '../../domain/snapshot/detail.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {freeSpaceObstacle} from '../../domain/tables/measurement.ts';
import {reusableUnknown} from '../../domain/tables/words.ts';
import {autovacuumChecks} from '../../domain/vacuum/autovacuum.ts';
import {heldBy} from '../../domain/vacuum/held.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readFreeSpace, readMeasuringExtensions} from '../../queries/tables/measure.ts';
import {readTableDetail, type TableDetail} from '../../queries/tables/table-detail.ts';
import {readHorizon} from '../../queries/vacuum/horizon.ts';
import {
	readAutovacuumSettings,
	readVacuumObstacles,
	readVacuumRelations,
	readVacuumRuns,
} from '../../queries/vacuum/vacuum.ts';

/** Most pages of the free space map read for one table. */
const mostPages = 4096;

/** @returns undefined if the table no longer exists */
export async function readTableFacts(
	reader: Reader,
	oid: number,
	server: ServerIdentity,
): Promise<TableFacts | undefined> {
	const {versionNumber} = server;
	const [detail, settings, relations, horizon, running, obstacles] = await Promise.all([
		readTableDetail(reader, oid),
		readAutovacuumSettings(reader),
		readVacuumRelations(reader, versionNumber, oid),
		readHorizon(reader),
		readVacuumRuns(reader, versionNumber),
		readVacuumObstacles(reader),
	]);
	if (!detail) return undefined;
	const autovacuum = relations
		.toSorted((a, b) => Number(a.toast) - Number(b.toast))
		.map(relation => {
			const checks = autovacuumChecks(relation, settings);
			const held = heldBy(relation, checks, {settings, running, holders: horizon.holders, obstacles});
			return {...relation, checks, dueSince: null, heldBy: held};
		});
	return {...detail, ...(await freeSpaceOf(reader, oid, detail, server)), autovacuum, horizon};
}

async function freeSpaceOf(
	reader: Reader,
	oid: number,
	{locked, absent}: TableDetail,
	{quotedUser}: ServerIdentity,
): Promise<Pick<TableFacts, 'freeSpace' | 'freeSpaceUnknown'>> {
	const extensions = await readMeasuringExtensions(reader);
	const unknown = absent
		? reusableUnknown('unlogged-on-standby')
		: locked
			? reusableUnknown('locked')
			: freeSpaceObstacle(extensions, quotedUser);
	if (unknown !== null) return {freeSpace: null, freeSpaceUnknown: unknown};
	const schema = extensions.find(({name}) => name === 'pg_freespacemap')?.schema ?? '';
	const [found] = await readFreeSpace(reader, schema, [oid], mostPages);
	return {freeSpace: found ?? {oid, freeBytes: 0, sampled: false}, freeSpaceUnknown: null};
}
