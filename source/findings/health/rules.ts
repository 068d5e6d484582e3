import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import {seenCount} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {bytes, count} from '../../format/quantities.ts';
import type {Minute} from '../../history/minutes.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {judged} from '../known.ts';
import {healthFinding} from './words.ts';

/**
Connections near max_connections. When only the reserved ones are left, ordinary roles can no longer connect: critical even
below the threshold.
*/
export function connectionRule(
	{health, sessions}: Sections,
	{connectionsPercent, connectionsCriticalPercent}: Thresholds,
): Judged {
	return judged('connections', health, value => {
		const {total, maxConnections, reservedConnections} = value;
		const {idle, idleInTransaction, idleInTransactionAborted, active} = value;
		const share = (total / maxConnections) * 100;
		const left = maxConnections - reservedConnections - total;
		if (share <= connectionsPercent && left > 0) return [];
		const seen = (number: number) => seenCount(number, value.hidden);
		const inTransaction = idleInTransaction + idleInTransactionAborted;
		const hidden = value.hidden === 0 ? '' : `, ${count(value.hidden)} hidden from this role`;
		return [
			{
				id: 'connections',
				rule: 'connections',
				severity: share > connectionsCriticalPercent || left <= 0 ? 'critical' : 'warning',
				...titled(
					healthFinding(left > 0 ? 'connections-high' : 'connections-exhausted', {
						used: total,
						maxConnections,
						reserved: reservedConnections,
						thresholdPercent: connectionsPercent,
					}),
				),
				pane: 'health',
				row: null,
				evidence: [
					`${seen(active)} active, ${seen(idle)} idle, ${seen(inTransaction)} idle in transaction${hidden}.`,
					...largestClients(sessions),
				],
				help: 'Find the application that holds them, end its idle sessions, and put a connection pooler in front.',
			},
		];
	});
}

/** The clients with the most sessions, by role, application and database. */
function largestClients(section: Sections['sessions']): string[] {
	const rows = shownValue(section)?.value.rows.filter(({leaderPid}) => leaderPid === null) ?? [];
	const number = new Map<string, number>();
	for (const {user, application, database} of rows) {
		if (user === null) continue;
		const client = `${user}${application ? ` "${application}"` : ''} in ${database ?? 'no database'}`;
		number.set(client, (number.get(client) ?? 0) + 1);
	}
	const most = [...number].toSorted(([, a], [, b]) => b - a).slice(0, 3);
	return most.length === 0
		? []
		: [`Most sessions: ${most.map(([client, of]) => `${client}: ${count(of)}`).join('; ')}.`];
}

/** Momentary events stay findings for this long, so that they are seen. */
const deadlockMinutes = 10;
const tempMinutes = 5;

const within = (minutes: readonly Minute[], now: Date, length: number) =>
	minutes.filter(({startedAt}) => now.getTime() - startedAt.getTime() < length * 60_000);

/** Deadlocks in the last minutes: each has aborted a transaction. */
export function deadlockRule({health}: Sections, now: Date, minutes: readonly Minute[]): Judged {
	return judged('deadlocks', health, ({rates, deadlocks}): FindingDraft[] => {
		const just = rates === null ? 0 : Math.round((rates.deadlocks * rates.overMs) / 1000);
		const lately = within(minutes, now, deadlockMinutes).reduce((sum, minute) => sum + minute.deadlocks, 0);
		if (just === 0 && lately === 0) return [];
		return [
			{
				id: 'deadlocks',
				rule: 'deadlocks',
				severity: 'warning',
				...titled(
					lately === 0
						? healthFinding('deadlocks-since-sample', {deadlocks: just})
						: healthFinding('deadlocks-in-minutes', {deadlocks: lately, minutes: deadlockMinutes}),
				),
				pane: 'health',
				row: null,
				evidence: [`${count(deadlocks)} since the counters were reset.`],
				help: 'The server log shows both statements of each deadlock. Make them take their locks in the same order.',
			},
		];
	});
}

/** Statements that exceed work_mem and spill to disk. */
export function tempRule(
	{health, statements}: Sections,
	now: Date,
	minutes: readonly Minute[],
	{tempBytesPerSecond}: Thresholds,
): Judged {
	return judged('temporary-files', health, ({rates, tempBytes}): FindingDraft[] => {
		const just = rates?.tempBytes ?? 0;
		const peak = Math.max(0, ...within(minutes, now, tempMinutes).map(({tempPeak}) => tempPeak));
		const storm = just > tempBytesPerSecond;
		if (!storm && peak <= tempBytesPerSecond) return [];
		const threshold = {thresholdBytesPerSecond: tempBytesPerSecond};
		const worst = shownValue(statements)
			?.value.rows.filter(row => (row.counted.total.tempWritten ?? 0) > 0)
			.toSorted((a, b) => (b.counted.total.tempWritten ?? 0) - (a.counted.total.tempWritten ?? 0))[0];
		const blockBytes = shownValue(statements)?.value.blockBytes ?? 0;
		return [
			{
				id: 'temporary-files',
				rule: 'temporary-files',
				severity: 'warning',
				...titled(
					storm
						? healthFinding('temporary-files-now', {bytesPerSecond: just, ...threshold})
						: healthFinding('temporary-files-peak', {
								bytesPerSecond: peak,
								minutes: tempMinutes,
								...threshold,
							}),
				),
				pane: worst ? 'statements' : 'health',
				row: worst?.id ?? null,
				evidence: [
					`${bytes(tempBytes)} since the counters were reset.`,
					...(worst
						? [
								`Largest writer: ${worst.user}, ${bytes((worst.counted.total.tempWritten ?? 0) * blockBytes)}${worst.text === null ? '' : `: ${oneLine(worst.text).slice(0, 120)}`}`,
							]
						: []),
				],
				help: 'Sort the statements by temp to find the writers; give their sessions more work_mem, or an index for the sort order.',
			},
		];
	});
}
