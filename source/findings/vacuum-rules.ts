import {count, percent} from '../format/quantities.ts';
import type {Thresholds} from '../settings/thresholds.ts';
import type {FindingDraft, Judged} from '../snapshot/finding.ts';
import type {Sections} from '../snapshot/schema.ts';
import {oldestHolder} from '../snapshot/vacuum-held.ts';
import {horizonWords, sequenceWords} from '../snapshot/vacuum-words.ts';
import type {CounterAge, DatabaseWraparound} from '../snapshot/wraparound.ts';
import {judged, part} from './known.ts';

const limit = 2 ** 31;

/** Databases of the cluster that come near the end of their transaction or multixact numbers. */
export function wraparoundRule(
	{vacuum}: Sections,
	now: Date,
	{wraparoundPercent, wraparoundCriticalPercent}: Thresholds,
): Judged {
	return judged(
		'wraparound',
		part(vacuum, ({databases}) => databases),
		({databases, oldest}) =>
			databases.flatMap(database =>
				(['transactions', 'multixacts'] as const).flatMap((kind): FindingDraft[] => {
					const counter = database[kind];
					const share = counter.age / limit;
					if (share * 100 <= wraparoundPercent) return [];
					return [
						{
							id: `wraparound:${kind}:${database.name}`,
							rule: 'wraparound',
							severity: share * 100 > wraparoundCriticalPercent ? 'critical' : 'warning',
							title: `${database.name}: ${percent(share)} of its ${kind} are used up, more than ${wraparoundPercent} %; the server stops in ${count(counter.left)}`,
							pane: 'vacuum',
							row: null,
							evidence: wraparoundEvidence(database, counter, kind, oldest, vacuum, now),
							help: `VACUUM (FREEZE) of its oldest tables, in ${database.name}. First end who holds back VACUUM.`,
						},
					];
				}),
			),
	);
}

function wraparoundEvidence(
	{here}: DatabaseWraparound,
	{age, autovacuumAt}: CounterAge,
	kind: 'transactions' | 'multixacts',
	oldest: ReadonlyArray<{schema: string; name: string; xidAge: number}>,
	vacuum: Sections['vacuum'],
	now: Date,
): string[] {
	const holders =
		vacuum.status === 'ok' && vacuum.value.horizon.status === 'ok' ? vacuum.value.horizon.value.holders : [];
	const holder = oldestHolder(holders);
	return [
		`The oldest is ${count(age)} ${kind} old; autovacuum freezes from ${count(autovacuumAt)} on.`,
		...(here
			? oldest.slice(0, 3).map(({schema, name, xidAge}) => `${schema}.${name} is ${count(xidAge)} old.`)
			: []),
		...(holder ? [`Held back by ${horizonWords(holder, now)}.`] : []),
	];
}

/** Sequences that come near their end, or that of the column that they feed. */
export function sequenceRule(
	{vacuum}: Sections,
	{sequencePercent, sequenceCriticalPercent}: Thresholds,
): Judged {
	return judged(
		'sequences',
		part(vacuum, ({sequences}) => sequences),
		({rows}) =>
			rows.flatMap((sequence): FindingDraft[] => {
				const used = (sequence.used ?? 0) * 100;
				// One that cycles at its own end fails at none.
				if (used <= sequencePercent || (sequence.cycles && sequence.endOf === 'sequence')) return [];
				return [
					{
						id: `sequence:${sequence.oid}`,
						rule: 'sequences',
						severity: used > sequenceCriticalPercent ? 'critical' : 'warning',
						title: `Sequence ${sequenceWords(sequence)}, more than ${sequencePercent} %`,
						pane: 'vacuum',
						row: null,
						evidence: [`Its last value is ${count(sequence.last)}, its end ${count(sequence.end)}.`],
						help: 'A wider type for the column: ALTER TABLE … ALTER COLUMN … TYPE bigint rewrites the table under ACCESS EXCLUSIVE; a new column that is filled in batches does not.',
					},
				];
			}),
	);
}
