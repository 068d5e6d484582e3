import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {age, bytes, count, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

/** Transactions that were prepared and that nobody ends: they keep their locks and hold VACUUM back, through restarts. */
export function preparedRule({databases}: Sections, now: Date, {preparedSeconds}: Thresholds): Judged {
	return judged('prepared-transactions', databases, ({prepared, rows}) =>
		prepared
			.filter(({preparedAt}) => now.getTime() - preparedAt.getTime() >= preparedSeconds * 1000)
			.map(
				({gid, preparedAt, owner, database, xidAge}): FindingDraft => ({
					id: `prepared:${database}:${gid}`,
					rule: 'prepared-transactions',
					severity: 'warning',
					about: gid,
					title: `prepared transaction ${gid} of ${owner} in ${database} is open for ${age(preparedAt, now)}`,
					pane: 'databases',
					row: oidText(rows.find(({name}) => name === database)?.oid),
					since: preparedAt,
					evidence: [`${count(xidAge)} transactions have begun since.`],
					help: 'COMMIT PREPARED or ROLLBACK PREPARED in its database: nobody else will, not even a restart.',
				}),
			),
	);
}

const oidText = (oid: number | undefined): string | null => (oid === undefined ? null : String(oid));

/** Pages whose checksum was wrong: the disk or the memory lies. */
export function checksumRule({databases}: Sections): Judged {
	return judged('checksums', databases, ({rows}) =>
		rows.flatMap(({oid, name, counted, checksumFailedAt, statsReset}): FindingDraft[] => {
			const failures = counted.total.checksumFailures ?? 0;
			if (failures === 0) return [];
			return [
				{
					id: `checksums:${oid}`,
					rule: 'checksums',
					severity: 'critical',
					title: `${plural(failures, 'page')} of ${oid === 0 ? 'the shared objects' : name} failed the checksum`,
					pane: 'databases',
					row: String(oid),
					since: checksumFailedAt,
					evidence: [`Counted since ${statsReset ? statsReset.toISOString() : 'the counters began'}.`],
					help: 'Save what can be read before anything else; check disk and memory; restore from a backup.',
				},
			];
		}),
	);
}

/**
Indexes that are not valid and that nobody builds now: they cost every write and serve no query. That of a partitioned table
costs nothing by itself: some of its partitions lack theirs.
*/
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
					title: `index ${schema}.${name} of ${table} is INVALID${partitioned ? ': not every partition has its part' : ''}`,
					pane: 'indexes',
					row: String(oid),
					evidence: partitioned ? [] : [`It takes ${bytes(sizeBytes)}, and is written with each row.`],
					help: partitioned
						? 'Build it on the partitions that lack it and attach it: ALTER INDEX … ATTACH PARTITION.'
						: 'x on the indexes rebuilds it, or drops it.',
				}),
			),
	);
}

/** Settings that were changed and wait for a restart: the file says one thing, the server does another. */
export function restartRule({settings}: Sections): Judged {
	return judged('pending-restart', settings, ({rows}): FindingDraft[] => {
		const waiting = rows.filter(({pendingRestart}) => pendingRestart).map(({name}) => name);
		if (waiting.length === 0) return [];
		return [
			{
				id: 'pending-restart',
				rule: 'pending-restart',
				severity: 'info',
				title: `${plural(waiting.length, 'setting')} changed and waiting for a restart: ${waiting.join(', ')}`,
				pane: 'settings',
				row: waiting[0] ?? null,
				help: 'They are in force from the next restart on, whenever and whyever that comes.',
			},
		];
	});
}
