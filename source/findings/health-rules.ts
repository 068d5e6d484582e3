import {bytes, count, percent, plural} from '../format/quantities.ts';
import type {Thresholds} from '../settings/thresholds.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {judged} from './known.ts';

/** Connections near their limit: when it is reached, nobody gets in any more but who has a reserved slot. */
export function connectionRule(
	{health}: Sections,
	{connectionsPercent, connectionsCriticalPercent}: Thresholds,
): Judged {
	return judged('connections', health, value => {
		const {total, maxConnections, idle, idleInTransaction, idleInTransactionAborted, active} = value;
		const share = (total / maxConnections) * 100;
		if (share <= connectionsPercent) return [];
		const inTransaction = idleInTransaction + idleInTransactionAborted;
		return [
			{
				id: 'connections',
				rule: 'connections',
				severity: share > connectionsCriticalPercent ? 'critical' : 'warning',
				title: `${count(total)} of ${count(maxConnections)} connections in use, ${percent(share / 100, 0)}, more than ${connectionsPercent} %`,
				pane: 'health',
				row: null,
				evidence: [
					`${count(active)} active, ${count(idle)} idle, ${count(inTransaction)} idle in transaction, ${plural(value.hidden, 'session')} whose state this role may not read.`,
				],
				help: 'See who holds them by application, end the idle ones, and put a pooler in front.',
			},
		];
	});
}

/** Deadlocks in the interval of this sample: each has cost somebody a transaction. */
export function deadlockRule({health}: Sections): Judged {
	return judged('deadlocks', health, ({rates, deadlocks}): FindingDraft[] => {
		const number = rates === null ? 0 : Math.round((rates.deadlocks * rates.overMs) / 1000);
		if (number === 0) return [];
		return [
			{
				id: 'deadlocks',
				rule: 'deadlocks',
				severity: 'warning',
				title: `${plural(number, 'deadlock')} since the sample before`,
				pane: 'health',
				row: null,
				evidence: [`${count(deadlocks)} since the counters were reset.`],
				help: 'The server log names both statements of each. Have them take their locks in the same order.',
			},
		];
	});
}

/** Statements that spill to disk what does not fit into work_mem. */
export function tempRule({health}: Sections, {tempBytesPerSecond}: Thresholds): Judged {
	return judged('temporary files', health, ({rates, tempBytes}): FindingDraft[] => {
		if (rates === null || rates.tempBytes <= tempBytesPerSecond) return [];
		return [
			{
				id: 'temporary-files',
				rule: 'temporary files',
				severity: 'warning',
				title: `temporary files: ${bytes(rates.tempBytes)} a second, more than ${bytes(tempBytesPerSecond)}`,
				pane: 'health',
				row: null,
				evidence: [`${bytes(tempBytes)} since the counters were reset.`],
				help: 'Find the statements that write them; give those sessions more work_mem, or an index for their order.',
			},
		];
	});
}
