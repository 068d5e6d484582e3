import {createHash} from 'node:crypto';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import type {IndexDefinition} from '../../migrations/parse/index-definition.ts';
import {splitStatements} from '../../migrations/parse/statements.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {PackPartition} from '../../queries/registry/pack-objects.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import {type PartitionLeaf, readPartitions} from '../../queries/tables/action-tables.ts';
import type {PlannedStatement} from '../engine/plan.ts';
import {rebuilding} from './drop-statements.ts';

type Top = {oid: number; name: string; schema: string};

/**
Builds an index of a partitioned table of any depth: first on each partitioned table alone, then CONCURRENTLY on one leaf
after the other, each attached to its parent. Continues what an interrupted build left.
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
		does: 'create-index',
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
			does: 'attach-index',
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
	if (left) return [{...rebuilding(qualified, partition.name), on: [partition.name]}];
	return [
		{
			does: 'create-index',
			text: `CREATE ${kind} CONCURRENTLY ${name} ON ${partition.name} ${rest}`,
			lock: 'SHARE UPDATE EXCLUSIVE',
			on: [partition.name],
			buildsIndex: qualified,
		},
	];
}

const form =
	/^create\s+(unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+([a-z_][\w$]*)\s+on\s+([\w$.]+)/;

/**
The same for an index of the pack, from the statement in its file: CONCURRENTLY does not work on a partitioned table. The
parent index becomes valid once the index of each partition is attached.
*/
export async function partitionedIndex(
	reader: Reader,
	file: MigrationFile,
	place: number,
	partitions: readonly PackPartition[],
): Promise<PlannedStatement[]> {
	const {text} = (await splitStatements(file.up?.text ?? '', file.up?.transaction))[place] ?? {text: ''};
	const [head, unique = '', name = '', table = ''] = form.exec(text) ?? [];
	if (head === undefined) throw new Error(`Statement ${place} of ${file.fileName} does not build an index.`);
	const rest = text.slice(head.length);
	const schema = table.includes('.') ? table.replace(/\..*$/, '') : 'public';
	const statements: PlannedStatement[] = [
		{
			does: 'create-index',
			text: `create ${unique}index if not exists ${name} on only ${table}${rest}`,
			lock: 'SHARE',
			on: [table],
			stepsAside: true,
		},
	];
	for (const partition of partitions) {
		const part = partName(name, partition);
		const qualified = `${partition.schema}.${part}`;
		const left = await readIndexByName(reader, qualified);
		const build =
			left?.valid === false
				? `reindex index concurrently ${qualified}`
				: `create ${unique}index concurrently if not exists ${part} on ${partition.sqlName}${rest}`;
		statements.push(
			{
				does: left?.valid === false ? 'reindex' : 'create-index',
				text: build,
				lock: 'SHARE UPDATE EXCLUSIVE',
				on: [partition.sqlName],
				buildsIndex: qualified,
			},
			{
				does: 'attach-index',
				text: `alter index ${schema}.${name} attach partition ${qualified}`,
				lock: 'ACCESS EXCLUSIVE',
				on: [qualified],
				stepsAside: true,
			},
		);
	}
	return statements;
}

/** Always the same, so that an interrupted run finds what it has built; names have at most 63 bytes. */
export function partName(index: string, partition: Pick<PackPartition, 'name'>): string {
	const hash = createHash('sha256').update(`${index} ${partition.name}`).digest('hex').slice(0, 8);
	const readable = shortName(partition.name)
		.replaceAll(/[^a-z0-9_]/g, '')
		.slice(-44);
	return `idx_${readable}_${hash}`;
}
