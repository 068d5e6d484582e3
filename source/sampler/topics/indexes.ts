import {type IndexCatalogRow, readIndexCatalog, readIndexCounters} from '../../queries/indexes.ts';
import {dropBlockers, dropCautions, indexCategory} from '../../snapshot/index-verdict.ts';
import type {IndexRow} from '../../snapshot/schema.ts';
import {createPace, paceKey} from '../pace.ts';
import {createSince} from '../since.ts';
import type {Topic} from '../topic.ts';

export function indexesTopic(): Topic<'indexes'> {
	const countedSince = createSince();
	const catalog = createPace<IndexCatalogRow[]>({
		minimumMs: 60_000,
		share: 0.0008,
		passing: rows => rows.some(row => row.locked || row.building),
	});
	return {
		id: 'indexes',
		connection: 'sampling',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server}) {
			const counters = await readIndexCounters(reader, server.versionNumber);
			const since = await countedSince(new Map(counters.map(row => [row.oid, row.scans])), now, apart);
			// A new, dropped or invalid index is seen at once, everything else about them more seldom.
			const present = paceKey(counters.map(row => (row.valid ? row.oid : -row.oid)));
			const paced = await catalog(present, now, apart, readIndexCatalog);
			const byOid = new Map(counters.map(row => [row.oid, row]));
			const rows = paced.value.map((row): IndexRow => {
				// An index on a partitioned table has no storage and no counters of its own.
				const use = byOid.get(row.oid) ?? {scans: 0, tuplesRead: 0, lastScan: null};
				const {scans, tuplesRead, lastScan} = use;
				return {
					...row,
					scans,
					tuplesRead,
					lastScan,
					category: indexCategory(scans),
					blockers: dropBlockers(row),
					cautions: dropCautions(row, use),
				};
			});
			return {scansSince: since, catalogSampledAt: paced.sampledAt, rows};
		},
	};
}
