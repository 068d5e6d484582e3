import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {horizonWords, vacuumName} from '../../domain/vacuum/words.ts';
import {count, percent, plural} from '../../format/quantities.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, part, together, unseen} from '../known.ts';
import {slotRule} from '../replication/rules.ts';
import {vacuumRowOf} from './rules.ts';

/** Transactions that nobody minds being kept. */
const fewTransactions = 1_000_000;

const wouldHelp = {
	'logical slot': 'Bring its receiver back, or drop the slot if that is gone for good.',
	'replication slot': 'Bring its receiver back, or drop the slot if that is gone for good.',
	'standby feedback': 'See who runs long queries on that standby.',
} as const;

/**
Slots and standbys that keep VACUUM from removing what has died. Sessions and prepared transactions that do are findings of
their own: they hold locks too. So is a slot that keeps WAL: that it holds VACUUM back stands there.
*/
export function horizonRule(sections: Sections, now: Date, thresholds: Thresholds): Judged {
	const {vacuum} = sections;
	const horizon = part(vacuum, value => value.horizon);
	const told = new Set(slotRule(sections, thresholds).rows.map(({id}) => id));
	const found = judged('xmin-horizon', horizon, ({holders}) =>
		holders.flatMap((holder): FindingDraft[] => {
			const {kind, name, application, pid, age} = holder;
			if (kind === 'session' || kind === 'prepared transaction' || age < fewTransactions) return [];
			if (told.has(`slot:${name}`)) return [];
			return [
				{
					id: `horizon:${kind}:${name ?? application ?? pid}`,
					rule: 'xmin-horizon',
					severity: 'warning',
					title: `VACUUM can't remove what died in the last ${count(age)} transactions: ${horizonWords(holder, now)}`,
					pane: 'vacuum',
					row: null,
					help: wouldHelp[kind],
				},
			];
		}),
	);
	const unknown = unseen('xmin-horizon', horizon, ({hidden}) =>
		hidden === null ? undefined : {reason: `${hidden}: hidden from this role`, requires: 'pg_monitor'},
	);
	return together(found, unknown);
}

/** Autovacuum that freezes because it has to: it does not step aside for locks, and can't be turned off. */
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
						: `a table of ${database ?? 'n/a'}`;
				return {
					id: `freeze:${pid}:${startedAt?.getTime() ?? ''}`,
					rule: 'wraparound-vacuum',
					severity: 'info',
					title: `autovacuum freezes ${what} to prevent wraparound`,
					pane: 'vacuum',
					row: here === true && oid !== null ? vacuumRowOf(vacuum, oid) : null,
					since: startedAt,
					evidence:
						pages === null || pagesScanned === null || pages === 0
							? []
							: [`${percent(pagesScanned / pages, 0)} of its pages are scanned.`],
					help: 'Let it run. DDL on the table waits for it; if it is cancelled, autovacuum begins again.',
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
