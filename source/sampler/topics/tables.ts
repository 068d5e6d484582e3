import {
	readTableBloat,
	readTableCatalog,
	readTableCounters,
	type TableBloatRow,
	type TableCatalogRow,
} from '../../queries/tables.ts';
import type {TableStatus} from '../../snapshot/schema.ts';
import {countedRows} from '../../snapshot/table-rows.ts';
import {createPace, paceKey} from '../pace.ts';
import {createSince} from '../since.ts';
import type {Topic} from '../topic.ts';

export function tablesTopic(): Topic<'tables'> {
	const since = createSince();
	const catalog = createPace<TableCatalogRow[]>({
		minimumMs: 30_000,
		share: 0.0005,
		passing: rows => rows.some(row => row.locked),
	});
	const bloat = createPace<TableBloatRow[]>({minimumMs: 120_000, share: 0.0005});
	return {
		id: 'tables',
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now}) {
			const counters = await readTableCounters(reader);
			const countedSince = await since(new Map(counters.map(row => [row.oid, row.writes])), now, apart);
			const present = paceKey(counters.map(row => row.oid));
			const tables = await catalog(present, now, apart, readTableCatalog);
			const estimates = await bloat('', now, apart, readTableBloat);
			const byOid = new Map(tables.value.map(row => [row.oid, row]));
			const estimateByOid = new Map(estimates.value.map(row => [row.oid, row]));
			const rows = counters.flatMap((table): TableStatus[] => {
				// Created or dropped between the two questions: whole in the next sample.
				const known = byOid.get(table.oid);
				if (!known) return [];
				const estimate = estimateByOid.get(table.oid);
				const estimated = estimate !== undefined && estimate.unknown === null;
				return [
					{
						...known,
						...table,
						...countedRows({...known, ...table}),
						bloatLowBytes: estimated ? estimate.lowBytes : null,
						bloatHighBytes: estimated ? estimate.highBytes : null,
						bloatUnknown: estimated ? null : (estimate?.unknown ?? 'not estimated yet'),
					},
				];
			});
			return {countedSince, catalogSampledAt: tables.sampledAt, bloatSampledAt: estimates.sampledAt, rows};
		},
	};
}
