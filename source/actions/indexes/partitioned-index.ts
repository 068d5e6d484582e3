import {createHash} from 'node:crypto';
import type {MigrationFile} from '../../migrations/formats/dbmate.ts';
import {shortName} from '../../migrations/pack/facts.ts';
import {splitStatements} from '../../migrations/parse/statements.ts';
import type {Reader} from '../../postgres/reader.ts';
import type {PackPartition} from '../../queries/registry/pack-objects.ts';
import {readIndexByName} from '../../queries/run/index-by-name.ts';
import type {PlannedStatement} from '../engine/plan.ts';

const form =
	/^create\s+(unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+([a-z_][\w$]*)\s+on\s+([\w$.]+)/;

/**
An index of a partitioned table, which CONCURRENTLY can't be said of: first that of the table alone, then one of each
partition CONCURRENTLY, which is attached. When all are, the first one is valid. Made of the statement of the pack's own
file; what an interrupted run has left is gone on with.
*/
export async function partitionedIndex(
	reader: Reader,
	file: MigrationFile,
	place: number,
	partitions: readonly PackPartition[],
): Promise<PlannedStatement[]> {
	const {text} = (await splitStatements(file.up?.text ?? '', file.up?.transaction))[place] ?? {text: ''};
	const [head, unique = '', name = '', table = ''] = form.exec(text) ?? [];
	if (head === undefined)
		throw new Error(`${file.fileName} does not build an index by its statement ${place}.`);
	const rest = text.slice(head.length);
	const schema = table.includes('.') ? table.replace(/\..*$/, '') : 'public';
	const statements: PlannedStatement[] = [
		{
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
			{text: build, lock: 'SHARE UPDATE EXCLUSIVE', on: [partition.sqlName], buildsIndex: qualified},
			{
				text: `alter index ${schema}.${name} attach partition ${qualified}`,
				lock: 'ACCESS EXCLUSIVE',
				on: [qualified],
				stepsAside: true,
			},
		);
	}
	return statements;
}

/** The same each time, so that an interrupted run finds what it has built; names have 63 bytes at most. */
export function partName(index: string, partition: Pick<PackPartition, 'name'>): string {
	const hash = createHash('sha256').update(`${index} ${partition.name}`).digest('hex').slice(0, 8);
	const readable = shortName(partition.name)
		.replaceAll(/[^a-z0-9_]/g, '')
		.slice(-44);
	return `idx_${readable}_${hash}`;
}
