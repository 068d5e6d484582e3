import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import {seenCount} from '../../domain/sessions/words.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {bytes, count, percent, plural} from '../../format/quantities.ts';
import type {Minute} from '../../history/minutes.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {oneLine} from '../../terminal/sanitise.ts';
import {judged} from '../known.ts';

/**
Connections near their limit. Before it is reached, those that are reserved are all that is left: then nobody else gets in
any more, also where that is a smaller share than is told of.
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
		return [
			{
				id: 'connections',
				rule: 'connections',
				severity: share > connectionsCriticalPercent || left <= 0 ? 'critical' : 'warning',
				title: `${count(total)} of ${count(maxConnections)} connections in use, ${percent(share / 100, 0)}${left > 0 ? `, more than ${connectionsPercent} %` : `: none is left but ${count(Math.max(0, maxConnections - total))} that are reserved`}`,
				pane: 'health',
				row: null,
				evidence: [
					`${seen(active)} active, ${seen(idle)} idle, ${seen(inTransaction)} idle in transaction, ${plural(value.hidden, 'session')} whose state this role may not read.`,
					...mostOf(sessions),
				],
				help: 'See who holds them by application, end the idle ones, and put a pooler in front.',
			},
		];
	});
}

/** Who has the most of them, by role, application and database. */
function mostOf(section: Sections['sessions']): string[] {
	const rows = shownValue(section)?.value.rows.filter(({leaderPid}) => leaderPid === null) ?? [];
	const number = new Map<string, number>();
	for (const {user, application, database} of rows) {
		if (user === null) continue;
		const who = `${user}${application ? ` "${application}"` : ''} in ${database ?? 'no database'}`;
		number.set(who, (number.get(who) ?? 0) + 1);
	}
	const most = [...number].toSorted(([, a], [, b]) => b - a).slice(0, 3);
	return most.length === 0
		? []
		: [`Most are of ${most.map(([who, of]) => `${who}: ${count(of)}`).join('; ')}.`];
}

/** For so many minutes a thing that happens at one moment stays to be seen. */
const deadlockMinutes = 10;
const tempMinutes = 5;

const within = (minutes: readonly Minute[], now: Date, length: number) =>
	minutes.filter(({startedAt}) => now.getTime() - startedAt.getTime() < length * 60_000);

/** Deadlocks in the last minutes: each has cost somebody a transaction. */
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
				title:
					lately === 0
						? `${plural(just, 'deadlock')} since the sample before`
						: `${plural(lately, 'deadlock')} in the last ${deadlockMinutes} minutes`,
				pane: 'health',
				row: null,
				evidence: [`${count(deadlocks)} since the counters were reset.`],
				help: 'The server log names both statements of each. Have them take their locks in the same order.',
			},
		];
	});
}

/** Statements that spill to disk what does not fit into work_mem. */
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
		const most = `more than ${bytes(tempBytesPerSecond)}`;
		const worst = shownValue(statements)
			?.value.rows.filter(row => (row.counted.total.tempWritten ?? 0) > 0)
			.toSorted((a, b) => (b.counted.total.tempWritten ?? 0) - (a.counted.total.tempWritten ?? 0))[0];
		const blockBytes = shownValue(statements)?.value.blockBytes ?? 0;
		return [
			{
				id: 'temporary-files',
				rule: 'temporary-files',
				severity: 'warning',
				title: storm
					? `temporary files: ${bytes(just)} a second, ${most}`
					: `temporary files: up to ${bytes(peak)} a second in the last ${tempMinutes} minutes, ${most}`,
				pane: worst ? 'statements' : 'health',
				row: worst?.id ?? null,
				evidence: [
					`${bytes(tempBytes)} since the counters were reset.`,
					...(worst
						? [
								`Most of all is by ${worst.user}: ${bytes((worst.counted.total.tempWritten ?? 0) * blockBytes)}${worst.text === null ? '' : `, ${oneLine(worst.text).slice(0, 120)}`}`,
							]
						: []),
				],
				help: 'Find the statements that write them (sort the statements by temp); give those sessions more work_mem, or an index for their order.',
			},
		];
	});
}
