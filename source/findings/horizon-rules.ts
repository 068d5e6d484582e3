import {count, percent} from '../format/quantities.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {horizonWords, vacuumName} from '../snapshot/vacuum-words.ts';
import {judged, part} from './known.ts';

/** Transactions that nobody minds being kept. */
const fewTransactions = 1_000_000;

const wouldHelp = {
	'logical slot': 'Bring its receiver back, or drop the slot if that is gone for good.',
	'replication slot': 'Bring its receiver back, or drop the slot if that is gone for good.',
	'standby feedback': 'See who runs long queries on that standby.',
} as const;

/**
Slots and standbys that keep VACUUM from removing what has died. Sessions and prepared transactions that do are findings of
their own: they hold locks too.
*/
export function horizonRule({vacuum}: Sections, now: Date): Judged {
	return judged(
		'vacuum horizon',
		part(vacuum, ({horizon}) => horizon),
		({holders}) =>
			holders.flatMap((holder): FindingDraft[] => {
				const {kind, name, application, pid, age} = holder;
				if (kind === 'session' || kind === 'prepared transaction' || age < fewTransactions) return [];
				return [
					{
						id: `horizon:${kind}:${name ?? application ?? pid}`,
						rule: 'vacuum horizon',
						severity: 'warning',
						title: `VACUUM can't remove what died in the last ${count(age)} transactions: ${horizonWords(holder, now)}`,
						pane: 'vacuum',
						row: null,
						help: wouldHelp[kind],
					},
				];
			}),
	);
}

/** Autovacuum that freezes because it has to: it does not step aside for locks, and can't be turned off. */
export function freezeRule({vacuum}: Sections, now: Date): Judged {
	return judged(
		'vacuum against wraparound',
		part(vacuum, ({running}) => running),
		runs =>
			runs
				.filter(({againstWraparound}) => againstWraparound === true)
				.map((run): FindingDraft => {
					const {pid, schema, name, toast, database, startedAt, pages, pagesScanned} = run;
					const what =
						schema !== null && name !== null
							? vacuumName({schema, name, toast})
							: `a table of ${database ?? 'n/a'}`;
					return {
						id: `freeze:${pid}:${startedAt?.getTime() ?? now.getTime()}`,
						rule: 'vacuum against wraparound',
						severity: 'info',
						title: `autovacuum freezes ${what} to prevent wraparound`,
						pane: 'vacuum',
						row: null,
						since: startedAt,
						evidence:
							pages === null || pagesScanned === null || pages === 0
								? []
								: [`${percent(pagesScanned / pages, 0)} of its pages are scanned.`],
						help: 'Let it run. DDL on the table waits for it; if it is cancelled, autovacuum begins again.',
					};
				}),
	);
}
