import * as z from 'zod';
import type {Sql} from '../../postgres/connect.ts';
import {ownSavepoint} from '../../postgres/own-mark.ts';
import {parseRawRows} from '../statement.ts';

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

/** How often this transaction itself has scanned these indexes, which the server will count when it ends. */
export async function readOwnScans(
	transaction: Transaction,
	oids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
	const rows = await transaction`
		select /* pgdeck */ o.oid as "oid", pg_catalog.pg_stat_get_xact_numscans(o.oid::int8::oid) as "scans"
		from pg_catalog.unnest(${`{${oids.join()}}`}::int8[]) o(oid)
	`;
	const counted = parseRawRows(rows, z.object({oid: z.int(), scans: z.number()}));
	return new Map(counted.map(({oid, scans}) => [oid, scans]));
}

type IndexName = {readonly plainSchema: string; readonly plainName: string};

/** A plan as EXPLAIN tells it: its cost, the indexes that it reads, and the whole of it. */
export type GenericPlan = {
	readonly cost: number;
	/** Schemas are told by a VERBOSE one alone. */
	reads(index: IndexName): boolean;
	readonly root: unknown;
};

/**
Before 17 pg_stat_statements keeps an entry for each name in an EXPLAIN: few of them, so that a console which plans for
days pushes out nobody's statements. Whoever plans takes away what has stayed, and plans fewer at a time.
*/
const names = 32;
let serial = 0;

/**
Plans a statement without values and without running it: from 16 on by EXPLAIN's own GENERIC_PLAN, before by a prepared
statement, which this transaction takes away again.
@param text one statement, parsed before
*/
export async function explainGeneric(
	transaction: Transaction,
	text: string,
	parameters: number,
	versionNumber: number,
	options: '' | 'VERBOSE, ' = '',
): Promise<GenericPlan> {
	if (versionNumber >= 160_000) {
		return planOf(
			await transaction.unsafe(`EXPLAIN /* pgdeck */ (GENERIC_PLAN, ${options}FORMAT JSON) ${text}`),
		);
	}
	// By a name of its own: where planning fails it stays until the connection is closed.
	const name = `pgdeck_plan_${serial++ % names}`;
	await transaction.unsafe(`PREPARE ${name} AS ${text}`);
	const values = parameters === 0 ? '' : `(${Array(parameters).fill('NULL').join(', ')})`;
	const rows = await transaction.unsafe(
		`EXPLAIN /* pgdeck */ (${options}FORMAT JSON) EXECUTE ${name}${values}`,
	);
	await transaction.unsafe(`DEALLOCATE ${name}`);
	return planOf(rows);
}

/** Takes away what has stayed prepared because planning it failed; what the driver has prepared for itself is left alone. */
export async function forgetPlans(transaction: Transaction, versionNumber: number): Promise<void> {
	if (versionNumber >= 160_000) return;
	const rows = await transaction`
		select /* pgdeck */ name from pg_catalog.pg_prepared_statements where name ~ '^pgdeck_plan_[0-9]+$'`;
	for (const {name} of parseRawRows(rows, z.object({name: z.string()}))) {
		await transaction.unsafe(`DEALLOCATE ${name}`);
	}
}

/**
Does something in a savepoint that is rolled back in any case, so that its locks go. What fails in it fails alone: in the
transaction itself the driver would remember the error and end all of it by that.
*/
export async function inPassing<T>(
	transaction: Transaction,
	work: (own: Transaction) => Promise<T>,
): Promise<T> {
	return (await transaction.savepoint(ownSavepoint, async own => {
		await own`savepoint ${own(ownSavepoint)}`;
		const result = await work(own);
		await own`rollback to savepoint ${own(ownSavepoint)}`;
		return result;
	})) as T;
}

function planOf(rows: readonly unknown[]): GenericPlan {
	const [row] = rows as ReadonlyArray<{'QUERY PLAN': unknown}>;
	const answer = row?.['QUERY PLAN'];
	const [explained] = (typeof answer === 'string' ? JSON.parse(answer) : answer) as [
		{Plan: {'Total Cost': number}},
	];
	const found = indexesWithin(explained, '');
	return {
		cost: explained.Plan['Total Cost'],
		reads: ({plainSchema, plainName}) =>
			found.some(({schema, name}) => schema === plainSchema && name === plainName),
		root: explained.Plan,
	};
}

/**
An index is in the schema of its table, and that stands at the node that reads the table: above the one that reads the
index, where that is a bitmap. Only VERBOSE tells it.
*/
function indexesWithin(node: unknown, above: string): Array<{schema: string; name: string}> {
	if (node === null || typeof node !== 'object') return [];
	const {Schema: own, 'Index Name': name} = node as {Schema?: unknown; 'Index Name'?: unknown};
	const schema = typeof own === 'string' ? own : above;
	return [
		...(typeof name === 'string' ? [{schema, name}] : []),
		...Object.values(node).flatMap(part => indexesWithin(part, schema)),
	];
}
