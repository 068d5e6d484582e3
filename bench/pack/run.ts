import type {Sql} from 'postgres';
import {packUp} from '../../tests/helpers/pack-migrations.ts';
import {
	buildIndexes,
	dropIndexes,
	indexParts,
	type PackIndex,
	packIndexes,
	type TableSize,
	tableSizes,
} from './catalog.ts';
import {load, settle} from './load.ts';
import {measurePatterns} from './measure.ts';
import {type Pattern, patterns} from './patterns.ts';
import type {PlanFacts} from './plan.ts';
import {measureWrites} from './price.ts';
import {sizesAt} from './sizes.ts';

export type BuiltIndex = PackIndex & {readonly bytes: number; readonly buildMs: number};

export type Compared<Value> = {readonly without: Value; readonly with: Value};

export type Results = {
	readonly serverVersion: string;
	readonly scale: number;
	readonly runs: number;
	readonly tables: readonly TableSize[];
	readonly indexes: readonly BuiltIndex[];
	readonly patterns: ReadonlyArray<{
		readonly pattern: Pattern;
		readonly sets: ReadonlyArray<Compared<PlanFacts>>;
	}>;
	readonly writes: ReadonlyArray<{readonly name: string} & Compared<number>>;
};

export type Options = {
	readonly scale: number;
	/** Of each statement, of which the median is taken. */
	readonly runs: number;
	readonly tell: (step: string) => void;
};

/**
Applies the pack to an empty database, takes its indexes away, fills it, measures, builds them and measures again.
@param sql one session of a superuser, on PostgreSQL 14 or later
*/
export async function runBench(sql: Sql, {scale, runs, tell}: Options): Promise<Results> {
	const sizes = sizesAt(scale);
	tell('the registry pack');
	await packUp(sql);
	const indexes = await packIndexes(sql);
	await dropIndexes(sql, indexes);
	await load(sql, sizes, tell);

	const measure = async (state: string) => {
		const reads = await measurePatterns(sql, patterns, sizes, runs, step => tell(`${state}: ${step}`));
		const writes = await measureWrites(sql, sizes, runs, step => tell(`${state}: ${step}`));
		return {reads, writes};
	};
	tell('vacuum and statistics');
	await settle(sql);
	const before = await measure('without the indexes');
	// What was written and taken back is cleared away before anything is built on it.
	await settle(sql);
	tell('building the indexes');
	const buildMs = await buildIndexes(sql, indexes);
	// An index of an expression has statistics of its own.
	await settle(sql);
	const [parts, tables] = [await indexParts(sql), await tableSizes(sql)];
	const after = await measure('with the indexes');

	const [version] = await sql<Array<{version: string}>>`select current_setting('server_version') as version`;
	return {
		serverVersion: version?.version ?? 'n/a',
		scale,
		runs,
		tables,
		indexes: indexes.map(index => ({
			...index,
			bytes: parts.filter(({owner}) => owner === index.name).reduce((sum, {bytes}) => sum + bytes, 0),
			buildMs: buildMs.get(index.name) ?? Number.NaN,
		})),
		patterns: patterns.map(pattern => ({
			pattern,
			sets: (before.reads.get(pattern) ?? []).map((without, set) => {
				const measured = after.reads.get(pattern)?.[set];
				if (!measured) throw new Error(`The pattern "${pattern.name}" was not measured twice.`);
				return {without, with: measured};
			}),
		})),
		writes: [...before.writes].map(([name, without]) => {
			const measured = after.writes.get(name);
			if (measured === undefined) throw new Error(`"${name}" was not measured twice.`);
			return {name, without, with: measured};
		}),
	};
}
