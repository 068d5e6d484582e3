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
import {areas} from './documents.ts';
import {load, settle} from './load.ts';
import {type Compared, type ComparedPattern, measurePatterns} from './measure.ts';
import {patterns} from './patterns.ts';
import {measureWrite, writes} from './price.ts';
import {sizesAt} from './sizes.ts';

export type BuiltIndex = PackIndex & {readonly bytes: number; readonly buildMs: number};

export type Results = {
	readonly serverVersion: string;
	readonly scale: number;
	readonly runs: number;
	readonly tables: readonly TableSize[];
	readonly indexes: readonly BuiltIndex[];
	readonly patterns: readonly ComparedPattern[];
	readonly writes: ReadonlyArray<{readonly name: string} & Compared<number>>;
};

type Options = {
	readonly scale: number;
	/** Runs of each statement, of which the median is taken. */
	readonly runs: number;
	readonly tell: (step: string) => void;
};

/**
Applies the pack to an empty database, fills it, and measures. Rows are inserted before the indexes are built.
@param sql one session of a superuser, on PostgreSQL 14 or later
*/
export async function runBench(sql: Sql, {scale, runs, tell}: Options): Promise<Results> {
	const sizes = sizesAt(scale);
	tell('the registry pack');
	await packUp(sql);
	const indexes = await packIndexes(sql);
	await dropIndexes(sql, indexes);
	await load(sql, sizes, tell);
	tell('building the indexes');
	const buildMs = await buildIndexes(sql, indexes);
	tell('vacuum and statistics');
	await settle(sql);
	const [parts, tables] = [await indexParts(sql), await tableSizes(sql)];
	const owners = new Map(parts.map(({part, owner}) => [part, owner]));

	const measured: ComparedPattern[] = [];
	for (const area of areas) {
		const own = patterns.filter(pattern => pattern.area === area);
		tell(`${area}: ${own.length} queries without and with the indexes, ${runs} times and once before`);
		measured.push(...(await measurePatterns(sql, indexes, owners, own, sizes, runs)));
	}
	const written: Array<Results['writes'][number]> = [];
	for (const write of writes) {
		tell(write.name);
		written.push({name: write.name, ...(await measureWrite(sql, indexes, write, sizes, runs))});
	}

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
		patterns: measured,
		writes: written,
	};
}
