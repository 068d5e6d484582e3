import * as z from 'zod';
import type {Sql} from '../../postgres/connect.ts';
import {ownSavepoint} from '../../postgres/own-mark.ts';
import {parseRawRows} from '../statement.ts';

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

/** The scans of these indexes by this transaction, which the server counts when it ends. */
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

/** A query plan with its cost and the indexes it reads. */
export type GenericPlan = {
	readonly cost: number;
	/** Requires VERBOSE, which adds the schemas. */
	reads(index: IndexName): boolean;
	readonly root: unknown;
};

/**
Before version 17 pg_stat_statements keeps an entry for each name in an EXPLAIN. Few names are used in turn, so that a console
that runs for days does not evict other entries.
*/
const names = 32;
let serial = 0;

/**
Plans a statement without parameter values, without running it: with GENERIC_PLAN since version 16, before that with a prepared
statement, which it deallocates.
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
	// With a name of its own: if planning fails, it stays prepared until the connection closes.
	const name = `pgdeck_plan_${serial++ % names}`;
	await transaction.unsafe(`PREPARE ${name} AS ${text}`);
	const values = parameters === 0 ? '' : `(${Array(parameters).fill('NULL').join(', ')})`;
	const rows = await transaction.unsafe(
		`EXPLAIN /* pgdeck */ (${options}FORMAT JSON) EXECUTE ${name}${values}`,
	);
	await transaction.unsafe(`DEALLOCATE ${name}`);
	return planOf(rows);
}

/** Deallocates statements whose planning failed, but none that the driver prepared. */
export async function forgetPlans(transaction: Transaction, versionNumber: number): Promise<void> {
	if (versionNumber >= 160_000) return;
	const rows = await transaction`
		select /* pgdeck */ name from pg_catalog.pg_prepared_statements where name ~ '^pgdeck_plan_[0-9]+$'`;
	for (const {name} of parseRawRows(rows, z.object({name: z.string()}))) {
		await transaction.unsafe(`DEALLOCATE ${name}`);
	}
}

/**
Runs work in a savepoint that is always rolled back, which releases its locks. An error in it does not end the transaction.
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
An index is in the schema of its table. Only VERBOSE shows it, at the node that reads the table: for a bitmap scan, above the
node that reads the index.
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
