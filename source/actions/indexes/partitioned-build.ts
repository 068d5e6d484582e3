import type {IndexDefinition} from '../../migrations/parse/index-definition.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {type PartitionLeaf, readPartitions} from '../../queries/tables/action-tables.ts';
import type {PlannedStatement} from '../engine/plan.ts';
import {partName} from './partitioned-index.ts';

type Top = {oid: number; name: string; schema: string};

/**
Builds an index of a partitioned table, of any depth: first of each partitioned one alone, then CONCURRENTLY on one leaf
after the other, each attached to what it is part of. What an interrupted build has left is gone on with.
@param index as SQL writes it, without its schema
*/
export async function partitionedBuild(
	reader: Reader,
	{oid, name: table, schema}: Top,
	{unique, rest}: Pick<IndexDefinition, 'unique' | 'rest'>,
	index: string,
): Promise<PlannedStatement[]> {
	const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
	const only = (name: string, on: string): PlannedStatement => ({
		text: `CREATE ${kind} IF NOT EXISTS ${name} ON ONLY ${on} ${rest}`,
		lock: 'SHARE',
		on: [on],
		stepsAside: true,
	});
	const below = await readPartitions(reader, oid);
	const indexOf = new Map([[oid, `${schema}.${index}`]]);
	const statements: PlannedStatement[] = [only(index, table)];
	for (const partition of below) {
		const name = partName(index, partition);
		const qualified = `${partition.schema}.${name}`;
		indexOf.set(partition.oid, qualified);
		const attach: PlannedStatement = {
			text: `ALTER INDEX ${indexOf.get(partition.parent) ?? ''} ATTACH PARTITION ${qualified}`,
			lock: 'ACCESS EXCLUSIVE',
			on: [qualified],
			stepsAside: true,
		};
		statements.push(
			...(partition.leaf ? await leaf(reader, kind, name, partition, rest) : [only(name, partition.name)]),
			attach,
		);
	}
	return statements;
}

async function leaf(
	reader: Reader,
	kind: string,
	name: string,
	partition: PartitionLeaf,
	rest: string,
): Promise<PlannedStatement[]> {
	const qualified = `${partition.schema}.${name}`;
	const left = await readIndexByName(reader, qualified);
	if (left?.valid) return [];
	return [
		{
			text: left
				? `REINDEX INDEX CONCURRENTLY ${qualified}`
				: `CREATE ${kind} CONCURRENTLY ${name} ON ${partition.name} ${rest}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: [partition.name],
			buildsIndex: qualified,
		},
	];
}
