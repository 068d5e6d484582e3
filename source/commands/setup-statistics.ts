import {setTimeout as wait} from 'node:timers/promises';
import {areSessionsLeft} from '../queries/registry/setup-facts.ts';
import {readRawTables} from '../queries/upkeep/upkeep.ts';
import type {Connected} from './connect.ts';
import type {Phases} from './setup-phases.ts';

/** Tables of one plan, as many as upkeep takes. */
const most = 2000;

/**
Gathers what the pack's own last step could not: of its ledger, which came before it, and of rows that came after it. A
partitioned table with new rows is due by no counter, so after sample data it is all tables.
@param seeded the sessions that have written sample data just now
*/
export async function gatherStatistics(
	registry: Connected,
	phases: Phases,
	seeded: readonly number[],
): Promise<void> {
	const {reader} = registry;
	await until(async () => !(await areSessionsLeft(reader, seeded)));
	await phases.act('Gather statistics', registry, {action: 'optimize'});
	const tables = await readRawTables(reader, seeded.length > 0, most);
	const allowed = tables.filter(({mayAnalyze}) => mayAnalyze).map(({oid}) => oid);
	if (allowed.length === 0) return;
	await phases.act('Gather those of the rest', registry, {action: 'analyze-tables', tables: allowed});
	// Up to 14 the counters are written by a process of their own, a moment later.
	await until(async () => (await readRawTables(reader, false, 1)).every(({mayAnalyze}) => !mayAnalyze));
}

/** At most some seconds: who goes on writing makes tables due again. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let turn = 0; turn < 50 && !(await isSo()); turn++) await wait(100);
}
