import {readTableBloat, readTables, type TableBloatRow} from '../../queries/tables.ts';
import type {TableStatus} from '../../snapshot/schema.ts';
import {createPace} from '../pace.ts';
import type {Topic} from '../topic.ts';

export function tablesTopic(): Topic<'tables'> {
	const bloat = createPace<TableBloatRow[]>({minimumMs: 30_000, share: 0.0005});
	return {
		id: 'tables',
		connection: 'analytics',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now}) {
			const tables = await readTables(reader);
			const estimates = await bloat('', now, apart, readTableBloat);
			const byOid = new Map(estimates.value.map(row => [row.oid, row]));
			const rows = tables.map((table): TableStatus => {
				const estimate = byOid.get(table.oid);
				const known = estimate !== undefined && estimate.unknown === null;
				const all = table.liveTuples + table.deadTuples;
				return {
					...table,
					deadRatio: all === 0 ? null : table.deadTuples / all,
					bloatLowBytes: known ? estimate.lowBytes : null,
					bloatHighBytes: known ? estimate.highBytes : null,
					bloatUnknown: known ? null : (estimate?.unknown ?? 'not estimated yet'),
				};
			});
			return {bloatSampledAt: estimates.sampledAt, rows};
		},
	};
}
