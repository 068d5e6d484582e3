import {keptFor, standIns} from '../../domain/indexes/duplicates.ts';
import {countedSince} from '../../domain/indexes/evidence-age.ts';
import {bytes, count} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {DropFacts} from '../../queries/indexes/drop-facts.ts';
import {readIndexShapes} from '../../queries/indexes/index-shapes.ts';
import type {StatisticsSince} from '../../queries/statistics-since.ts';
import type {ActionTable} from '../../queries/tables/action-tables.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Check} from '../engine/plan.ts';
import {waitChecks} from '../tables/table-checks.ts';

type Dropped = {readonly facts: DropFacts; readonly catalog: {readonly tableOid: number}};

/**
One of two indexes that serve the same queries is used while the other is not: without both, those queries have none.
@returns those that go, and a check for each that stays for the one that does
*/
export async function withoutTwins<Item extends Dropped>(
	reader: Reader,
	found: readonly Item[],
): Promise<{chosen: Item[]; left: Check[]}> {
	const oids = found.map(({facts}) => facts.oid);
	const staying = keptFor(oids, standIns(await readIndexShapes(reader, oids)));
	const nameOf = (oid: number) => sanitize(found.find(({facts}) => facts.oid === oid)?.facts.name ?? '');
	return {
		chosen: found.filter(({facts}) => !staying.has(facts.oid)),
		left: [...staying].map(([other, oid]) => ({
			name: nameOf(other),
			verdict: 'warn',
			detail: `${nameOf(other)} is left out: it serves what ${nameOf(oid)} does, which goes. Drop one, watch, then look at the other`,
		})),
	};
}

/** What is gained, and whom the first drop would wait for. */
export async function savingChecks(
	reader: Reader,
	tables: readonly ActionTable[],
	chosen: readonly Dropped[],
	since: StatisticsSince,
): Promise<Check[]> {
	return [
		...tables.map(table => saving(table, chosen, since)),
		// It waits for all who have the table open, readers too, and holds none of them up.
		...(await waitChecks(
			reader,
			tables.map(({oid}) => oid),
			'ACCESS EXCLUSIVE',
		)),
	];
}

function saving(table: ActionTable, chosen: readonly Dropped[], since: StatisticsSince): Check {
	const name = sanitize(table.name);
	const own = chosen.filter(({catalog}) => catalog.tableOid === table.oid);
	const size = own.reduce((sum, {facts}) => sum + facts.sizeBytes, 0);
	const share = table.indexes === 0 ? '' : ` (${Math.round((own.length / table.indexes) * 100)} %)`;
	return {
		name,
		verdict: 'pass',
		detail: `saves ${bytes(size)}, and ${own.length} of the ${table.indexes} indexes${share} that each write to ${name} keeps: ${count(table.indexedWrites)} inserts and updates that were not HOT, ${countedSince(since)}`,
	};
}
