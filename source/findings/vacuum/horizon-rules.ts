import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {holderWords} from '../../domain/vacuum/held.ts';
import {horizonWords, vacuumName} from '../../domain/vacuum/row-words.ts';
import {hiddenText} from '../../domain/vacuum/words.ts';
import {percent, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, part, together, unseen} from '../known.ts';
import {slotRule} from '../replication/rules.ts';
import {vacuumRowOf} from './rules.ts';

/** A horizon this old does no harm. */
const fewTransactions = 1_000_000;

const wouldHelp = {
	'logical-slot': 'Reconnect its receiver, or drop the slot if the receiver is gone for good.',
	'physical-slot': 'Reconnect its receiver, or drop the slot if the receiver is gone for good.',
	'standby-feedback': 'End the long-running queries on that standby.',
} as const;

/**
Slots and standbys that hold back the xmin horizon. Sessions and prepared transactions have findings of their own, since they
also hold locks; so has a slot that retains WAL.
*/
export function horizonRule(sections: Sections, now: Date, thresholds: Thresholds): Judged {
	const {vacuum} = sections;
	const horizon = part(vacuum, value => value.horizon);
	const told = new Set(slotRule(sections, thresholds).rows.map(({id}) => id));
	const found = judged('xmin-horizon', horizon, ({holders}) =>
		holders.flatMap((holder): FindingDraft[] => {
			const {kind, name, application, pid, age} = holder;
			if (kind === 'session' || kind === 'prepared-transaction' || age < fewTransactions) return [];
			if (told.has(`slot:${name}`)) return [];
			return [
				{
					id: `horizon:${kind}:${name ?? application ?? pid}`,
					rule: 'xmin-horizon',
					severity: 'warning',
					code: kind,
					facts: {xminAge: age, holder: holderWords(holder)},
					title: `xmin horizon held back: ${horizonWords(holder, now)}`,
					pane: 'vacuum',
					row: null,
					help: wouldHelp[kind],
				},
			];
		}),
	);
	const unknown = unseen('xmin-horizon', horizon, ({hidden}) => {
		const text = hiddenText(hidden);
		return text === undefined
			? undefined
			: {reason: `${text}: hidden from this role`, requires: 'pg_monitor'};
	});
	return together(found, unknown);
}

/** Autovacuum that prevents wraparound: it is not canceled for locks, and can't be turned off. */
export function freezeRule({vacuum}: Sections): Judged {
	const running = part(vacuum, value => value.running);
	const found = judged('wraparound-vacuum', running, runs =>
		runs
			.filter(({againstWraparound}) => againstWraparound === true)
			.map((run): FindingDraft => {
				const {pid, here, oid, schema, name, toast, database, startedAt, pages, pagesScanned} = run;
				const what =
					schema !== null && name !== null
						? vacuumName({schema, name, toast})
						: `a table in database ${database ?? 'n/a'}`;
				return {
					id: `freeze:${pid}:${startedAt?.getTime() ?? ''}`,
					rule: 'wraparound-vacuum',
					severity: 'info',
					facts: {pid, table: what, pages, pagesScanned},
					title: `autovacuum is freezing ${what} to prevent wraparound`,
					pane: 'vacuum',
					row: here === true && oid !== null ? vacuumRowOf(vacuum, oid) : null,
					since: startedAt,
					evidence:
						pages === null || pagesScanned === null || pages === 0
							? []
							: [`${percent(pagesScanned / pages, 0)} of its pages have been scanned.`],
					help: 'Let it run. DDL on the table waits for it, and autovacuum restarts it if it is canceled.',
				};
			}),
	);
	const unknown = unseen('wraparound-vacuum', running, runs => {
		const hidden = runs.filter(({againstWraparound}) => againstWraparound === null).length;
		return hidden === 0
			? undefined
			: {
					reason: `whether ${plural(hidden, 'running VACUUM')} prevents wraparound is hidden from this role`,
					requires: 'pg_monitor',
				};
	});
	return together(found, unknown);
}
