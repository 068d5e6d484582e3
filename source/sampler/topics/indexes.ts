import {type IndexCatalogRow, readIndexCatalog, readIndexCounters} from '../../queries/indexes.ts';
import {readStatisticsSince} from '../../queries/statistics-since.ts';
import {dropBlockers, dropCautions, indexCategory} from '../../snapshot/index-verdict.ts';
import type {IndexRow} from '../../snapshot/schema.ts';
import {createPace, type Paced} from '../pace.ts';
import type {Topic} from '../topic.ts';

export function indexesTopic(): Topic<'indexes'> {
	const catalog = createPace<IndexCatalogRow[]>({minimumMs: 10_000, share: 0.0008});
	let known = '';
	return {
		id: 'indexes',
		connection: 'sampling',
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server}) {
			const [counters, since] = await Promise.all([
				readIndexCounters(reader, server.versionNumber),
				readStatisticsSince(reader),
			]);
			// A new or dropped index is seen at once, everything else about them every ten seconds or more.
			const present = counters.map(row => row.oid).join();
			if (present !== known) known = present;
			const paced: Paced<IndexCatalogRow[]> = await catalog(hash(known), now, apart, readIndexCatalog);
			const byOid = new Map(counters.map(row => [row.oid, row]));
			const rows = paced.value.map((row): IndexRow => {
				// An index on a partitioned table has no storage and no counters of its own.
				const use = byOid.get(row.oid) ?? {oid: row.oid, scans: 0, tuplesRead: 0, lastScan: null};
				return {
					...row,
					scans: use.scans,
					tuplesRead: use.tuplesRead,
					lastScan: use.lastScan,
					category: indexCategory(use.scans),
					blockers: dropBlockers(row),
					cautions: dropCautions(row, use),
				};
			});
			return {scansSince: since, catalogSampledAt: paced.sampledAt, rows};
		},
	};
}

/** A short key for a long list of oids. */
function hash(text: string): string {
	let value = 0;
	for (let index = 0; index < text.length; index++)
		value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
	return `${text.length}:${value}`;
}
