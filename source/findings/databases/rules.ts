import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {coder} from '../../format/coded.ts';
import {age, dateTime, duration, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

const databaseFinding = coder({
	'prepared-transaction': ({gid, database, openMs}: {gid: string; database: string; openMs: number}) =>
		`prepared transaction ${gid} in ${database} open for ${duration(openMs)}`,
	'checksum-failures': ({database, failures}: {database: string; failures: number}) =>
		`${plural(failures, 'checksum failure')} in ${database}`,
	'checksum-failures-shared': ({failures}: {failures: number}) =>
		`${plural(failures, 'checksum failure')} in the shared catalogs`,
});

/** Forgotten prepared transactions: they keep their locks and hold back the xmin horizon, even across restarts. */
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
					...titled(
						databaseFinding('prepared-transaction', {
							gid,
							database,
							openMs: Math.floor((now.getTime() - preparedAt.getTime()) / 1000) * 1000,
						}),
					),
					pane: 'databases',
					row: oidText(rows.find(({name}) => name === database)?.oid),
					since: preparedAt,
					evidence: [
						`Owner ${owner}, prepared ${age(preparedAt, now)} ago, ${plural(xidAge, 'transaction')} old.`,
					],
					help: `In database ${database}: ${finishPrepared('COMMIT', gid)} or ${finishPrepared('ROLLBACK', gid)} A restart does not end it.`,
				}),
			),
	);
}

const finishPrepared = (verb: 'COMMIT' | 'ROLLBACK', gid: string) =>
	`${verb} PREPARED '${gid.replaceAll("'", "''")}';`;

const oidText = (oid: number | undefined): string | null => (oid === undefined ? null : String(oid));

/** Pages with a wrong checksum: the disk or the memory is faulty. */
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
					...titled(
						oid === 0
							? databaseFinding('checksum-failures-shared', {failures})
							: databaseFinding('checksum-failures', {database: name, failures}),
					),
					pane: 'databases',
					row: String(oid),
					since: checksumFailedAt,
					evidence: [`Counted since ${statsReset ? dateTime(statsReset) : 'the statistics were created'}.`],
					help: 'First save what can still be read. Then check disk and memory, and restore from a backup.',
				},
			];
		}),
	);
}
