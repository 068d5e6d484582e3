import {countedRows} from '../../domain/tables/rows.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {tableVerdict} from '../../domain/tables/verdict.ts';
import {bloatUnknown} from '../../domain/tables/words.ts';
import {
	readTableBloat,
	readTableCatalog,
	readTableCounters,
	type TableBloatRow,
	type TableCatalogRow,
} from '../../queries/tables/tables.ts';
import {createPace, paceKey} from '../engine/pace.ts';
import {createSince} from '../engine/since.ts';
import type {Topic} from '../engine/topic.ts';
import {createFreeSpaceWalk} from './free-space-walk.ts';
import {createSizeWalk, tableSizes, unsizedTable} from './size-walk.ts';
import {createTableMemory} from './table-memory.ts';

/** Up to this many tables, load everything before the first frame. */
const fewTables = 1000;

const unread = {reusableBytes: null, reusableSampled: false, reusableAt: null};

/** @param file stores the sizes of other days; undefined stores none */
export function tablesTopic(file?: string): Topic<'tables'> {
	const since = createSince();
	const catalog = createPace<TableCatalogRow[]>({
		minimumMs: 30_000,
		share: 0.0005,
		passing: rows => rows.some(row => row.locked),
	});
	const walk = createFreeSpaceWalk();
	const sizeWalk = createSizeWalk();
	const memory = createTableMemory(file);
	let turn = 0;
	let first = true;
	const bloat = createPace<TableBloatRow[]>({minimumMs: 120_000, share: 0.0005});
	return {
		id: 'tables',
		connection: 'analytics',
		restMs: 30_000,
		forget: () => void turn++,
		close: async () => memory.close(),
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, capabilities, server, once}) {
			const counters = await readTableCounters(reader);
			const countedSince = await since(new Map(counters.map(row => [row.oid, row.writes])), now, apart);
			const key = String(turn);
			const present = `${key} ${paceKey(counters.map(row => row.oid))}`;
			const tables = await catalog(present, now, apart, readTableCatalog);
			// With many tables, show the counters at once; estimates take a second and come with the next sample.
			const later = first && once !== true && tables.value.length > fewTables;
			const remembers = !first || once === true;
			first = false;
			const estimates = later ? undefined : await bloat(key, now, apart, readTableBloat);
			const reusableUnknown = later
				? null
				: await walk.step(
						now,
						apart,
						tables.value,
						capabilities.extensions.includes('pg_freespacemap'),
						server.quotedUser,
					);
			// A command samples once: the walk would not get far.
			if (!later && once !== true) await sizeWalk.step(now, apart, () => tables.value.flatMap(unsizedTable));
			const byOid = new Map(tables.value.map(row => [row.oid, row]));
			const estimateByOid = new Map((estimates?.value ?? []).map(row => [row.oid, row]));
			const known = counters.flatMap(table => {
				// Created or dropped between the two queries: complete in the next sample.
				const cataloged = byOid.get(table.oid);
				if (!cataloged) return [];
				const estimate = estimateByOid.get(table.oid);
				const estimated = estimate !== undefined && estimate.unknown === null;
				const row = {
					...cataloged,
					...tableSizes(cataloged, sizeWalk),
					...table,
					...countedRows({...cataloged, ...table}),
					bloatLowBytes: estimated ? estimate.lowBytes : null,
					bloatHighBytes: estimated ? estimate.highBytes : null,
					bloatUnknown: estimated ? null : bloatUnknown(estimate?.unknown ?? 'not-estimated'),
					toastBytes: estimate?.toastBytes ?? null,
					...(walk.known.get(table.oid) ?? unread),
				};
				return [{...row, ...tableVerdict(row)}];
			});
			// Not before the first screen: it opens a file.
			if (remembers) memory.look(known, server, now);
			const rows = known.map((row): TableStatus => ({...row, ...memory.trend(row)}));
			return {
				countedSince,
				catalogSampledAt: tables.sampledAt,
				bloatSampledAt: estimates?.sampledAt ?? null,
				reusableUnknown,
				rows,
			};
		},
	};
}
