import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {coder} from '../../format/coded.ts';
import {bytes} from '../../format/quantities.ts';
import {judged} from '../known.ts';

const indexFinding = coder({
	'invalid-index': ({index, table}: Index) => `invalid index ${index} on ${table}`,
	'invalid-partitioned-index': ({index, table}: Index) =>
		`invalid index ${index} on ${table}: a partition has no index`,
});

type Index = {index: string; table: string; sizeBytes: number | null};

/** Invalid indexes that are not being built: every write maintains them, no query uses them. */
export function invalidIndexRule({indexes}: Sections): Judged {
	return judged('invalid-indexes', indexes, ({rows}) =>
		rows
			.filter(({valid, building}) => !valid && !building)
			.map(
				({oid, schema, name, table, sizeBytes, partitioned}): FindingDraft => ({
					id: `invalid-index:${oid}`,
					rule: 'invalid-indexes',
					severity: partitioned ? 'info' : 'warning',
					about: `${schema}.${name}`,
					...titled(
						indexFinding(partitioned ? 'invalid-partitioned-index' : 'invalid-index', {
							index: `${schema}.${name}`,
							table,
							sizeBytes,
						}),
					),
					pane: 'indexes',
					row: String(oid),
					evidence: partitioned ? [] : [`Size ${bytes(sizeBytes)}; every write to the table maintains it.`],
					help: partitioned
						? 'Create the missing index on each partition and attach it: ALTER INDEX … ATTACH PARTITION.'
						: 'Press x on Indexes to rebuild or drop it.',
				}),
			),
	);
}
