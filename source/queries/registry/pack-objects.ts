import * as z from 'zod';
import indexesSql from '../../../sql/queries/registry/pack-indexes.sql';
import partitionsSql from '../../../sql/queries/registry/pack-partitions.sql';
import relationsSql from '../../../sql/queries/registry/pack-relations.sql';
import rightsSql from '../../../sql/queries/registry/pack-rights.sql';
import routinesSql from '../../../sql/queries/registry/pack-routines.sql';
import {markOwn} from '../../postgres/own-mark.ts';
import type {Reader} from '../../postgres/reader.ts';
import {parseRawRows, readRow, sqlBody} from '../statement.ts';

const column = z.object({
	type: z.string(),
	labels: z.array(z.string()).nullable(),
	notNull: z.boolean(),
	default: z.string().nullable(),
	generated: z.boolean().describe('A generated column: the default is its expression'),
	filling: z.boolean().describe('It was added, and older rows have no value yet'),
});

const relationRow = z.object({
	name: z.string(),
	sqlName: z.string().describe('Qualified and quoted for SQL'),
	kind: z.enum(['r', 'p', 'v', 'm', 'f', 'S']),
	parent: z.string().nullable().describe('The table of a default partition'),
	columns: z.record(z.string(), column),
	options: z.array(z.string()),
	statistics: z.record(z.string(), z.number()),
	ownTable: z.boolean().describe('Created by the pack, according to the name of its primary key'),
	owned: z.boolean(),
	owner: z.string().describe('Quoted for SQL'),
	sizeBytes: z.number().nullable().describe('Null while it is locked'),
	occupied: z.boolean().describe('It may have rows: a relation without pages has none'),
	triggers: z.boolean().describe('Writes run its triggers'),
	analyzed: z.boolean(),
});
export type PackRelation = z.infer<typeof relationRow>;

const indexKey = z.object({
	text: z.string(),
	opclass: z.string().nullable(),
	collation: z.string().nullable(),
	descending: z.boolean(),
	nullsFirst: z.boolean(),
});

const indexDefinition = z.object({
	method: z.string(),
	unique: z.boolean(),
	keys: z.array(indexKey),
	include: z.array(z.string()),
	predicate: z.string().nullable(),
	options: z.array(z.string()),
});

const indexRow = indexDefinition.extend({
	name: z.string(),
	sqlName: z.string(),
	table: z.string(),
	partitioned: z.boolean(),
	immediate: z.boolean().describe('Not of a deferrable constraint'),
	valid: z.boolean(),
	ofConstraint: z.boolean(),
	building: z.boolean(),
	columns: z.array(z.string()),
});
export type PackIndex = z.infer<typeof indexRow>;

const routineRow = z.object({
	kind: z.enum(['schema', 'extension', 'type', 'constraint', 'trigger', 'function', 'view', 'grant']),
	name: z.string(),
	table: z.string().nullable(),
	definition: z.record(z.string(), z.unknown()),
	reads: z.array(z.string()),
});
export type PackRoutine = z.infer<typeof routineRow>;

const partitionRow = z.object({
	table: z.string(),
	name: z.string(),
	sqlName: z.string(),
	schema: z.string().describe('Quoted for SQL'),
	plain: z.boolean().describe('Not partitioned itself, nor a foreign table'),
	sizeBytes: z.number().nullable().describe('Null while it is locked'),
	attached: z.array(z.string()).describe('Indexes of its table that have a part on it'),
});
export type PackPartition = z.infer<typeof partitionRow>;

/** Objects of the pack in a database. Names are unsanitized. */
export type PackObjects = {
	readonly relations: readonly PackRelation[];
	readonly indexes: readonly PackIndex[];
	readonly routines: readonly PackRoutine[];
	readonly partitions: readonly PackPartition[];
};

/** @param names schema.name of relations, indexes and functions to read; all in the pack's schemas if omitted */
export async function readPackObjects(reader: Reader, names?: readonly string[]): Promise<PackObjects> {
	const list = names === undefined ? null : JSON.stringify(names);
	const ask = (text: string) =>
		reader.read(sql =>
			sql.begin('read only', async transaction => {
				await transaction`select /* pgdeck */ set_config('search_path', '', true)`;
				return transaction.unsafe(markOwn(sqlBody(text)), [list]);
			}),
		);
	const [relations, indexes, routines, partitions] = await Promise.all(
		[relationsSql, indexesSql, routinesSql, partitionsSql].map(ask),
	);
	return {
		relations: parseRawRows(relations ?? [], relationRow),
		indexes: parseRawRows(indexes ?? [], indexRow),
		routines: parseRawRows(routines ?? [], routineRow),
		partitions: parseRawRows(partitions ?? [], partitionRow),
	};
}

const rightsRow = z.object({
	schema: z.string().nullable(),
	database: z.string(),
	createInDatabase: z.boolean(),
	createInPublic: z.boolean().nullable(),
	createInMcp: z.boolean().nullable(),
	createRoles: z.boolean(),
	rolesThere: z.boolean(),
	ownsMcp: z.boolean().describe('Owns the schema and all functions in it, as far as they exist'),
});
export type PackRights = z.infer<typeof rightsRow>;

export function readPackRights(reader: Reader): Promise<PackRights> {
	return readRow(reader, rightsSql, rightsRow);
}
