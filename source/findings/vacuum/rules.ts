import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {oldestHolder} from '../../domain/vacuum/held.ts';
import {elsewhereUnknown, horizonWords, sequenceWords, vacuumName} from '../../domain/vacuum/row-words.ts';
import type {CounterAge, DatabaseWraparound} from '../../domain/vacuum/wraparound.ts';
import {count, percent, plural} from '../../format/quantities.ts';
import type {RelationAge} from '../../queries/vacuum/wraparound.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged, part, together, unseen} from '../known.ts';

const limit = 2 ** 31;

/** The row of a relation on the pane Vacuum; null if it is not listed. */
export function vacuumRowOf(vacuum: Sections['vacuum'], oid: number | undefined): string | null {
	const relations = shownValue(part(vacuum, value => value.relations))?.value.rows ?? [];
	return oid !== undefined && relations.some(row => row.oid === oid) ? String(oid) : null;
}

/** Databases of the cluster that are close to wraparound of transaction or multixact numbers. */
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
							about: `${kind} of ${database.name}`,
							code: kind,
							facts: {
								database: database.name,
								age: counter.age,
								left: counter.left,
								thresholdPercent: wraparoundPercent,
							},
							title: `${database.name}: ${percent(share)} of the way to ${kind === 'transactions' ? 'transaction' : 'multixact'} wraparound (threshold ${wraparoundPercent} %), ${count(counter.left)} left`,
							pane: 'vacuum',
							row: database.here ? vacuumRowOf(vacuum, oldestBy(oldest, kind)[0]?.oid) : null,
							evidence: wraparoundEvidence(database, counter, kind, oldest, vacuum, now),
							help: `Run VACUUM (FREEZE) on its oldest tables in database ${database.name}. End holders of the xmin horizon first.`,
						},
					];
				}),
			),
	);
}

const ageOf = ({xidAge, mxidAge}: RelationAge, kind: 'transactions' | 'multixacts') =>
	kind === 'transactions' ? xidAge : mxidAge;

const oldestBy = (oldest: readonly RelationAge[], kind: 'transactions' | 'multixacts') =>
	oldest.toSorted((a, b) => ageOf(b, kind) - ageOf(a, kind));

function wraparoundEvidence(
	{here}: DatabaseWraparound,
	{age, autovacuumAt}: CounterAge,
	kind: 'transactions' | 'multixacts',
	oldest: readonly RelationAge[],
	vacuum: Sections['vacuum'],
	now: Date,
): string[] {
	const holders =
		vacuum.status === 'ok' && vacuum.value.horizon.status === 'ok' ? vacuum.value.horizon.value.holders : [];
	const holder = oldestHolder(holders);
	return [
		`Its oldest row is ${count(age)} ${kind} old; autovacuum freezes above ${count(autovacuumAt)}.`,
		...(here
			? oldestBy(oldest, kind)
					.slice(0, 3)
					.map(
						row =>
							`${row.schema}.${vacuumName({...row, schema: 'public'})} is ${count(ageOf(row, kind))} old.`,
					)
			: []),
		...(holder ? [`Xmin horizon held back by ${horizonWords(holder, now)}.`] : []),
	];
}

/** Sequences that are close to their limit, or to that of the column they feed. */
export function sequenceRule(
	{vacuum}: Sections,
	{sequencePercent, sequenceCriticalPercent}: Thresholds,
): Judged {
	const section = part(vacuum, ({sequences}) => sequences);
	const found = judged('sequences', section, ({rows}) =>
		rows.flatMap((sequence): FindingDraft[] => {
			const used = (sequence.used ?? 0) * 100;
			// A sequence that cycles does not fail at its own limit.
			if (used <= sequencePercent || (sequence.cycles && sequence.endOf === 'sequence')) return [];
			return [
				{
					id: `sequence:${sequence.database === null ? '' : `${sequence.database}:`}${sequence.oid}`,
					rule: 'sequences',
					severity: used > sequenceCriticalPercent ? 'critical' : 'warning',
					about: sequence.name,
					code: sequence.endOf,
					facts: {used: sequence.used, left: sequence.left, thresholdPercent: sequencePercent},
					title: `Sequence ${sequenceWords(sequence)} (threshold ${sequencePercent} %)`,
					pane: 'vacuum',
					row: null,
					evidence: [
						`Last value ${count(sequence.last)}, limit ${count(sequence.end)}.`,
						...(sequence.column === null
							? []
							: [`It feeds ${sequence.column}, of type ${sequence.columnType ?? 'n/a'}.`]),
					],
					help: 'Widen the column: ALTER TABLE … ALTER COLUMN … TYPE bigint rewrites the table under ACCESS EXCLUSIVE; a new column filled in batches does not.',
				},
			];
		}),
	);
	const unknown = unseen('sequences', section, ({unseen: number, grant}) =>
		grant === null
			? undefined
			: {reason: `the last value of ${plural(number, 'sequence')} is hidden from this role`, grant},
	);
	const others = unseen('sequences', section, ({elsewhere}) => {
		const reason = elsewhereUnknown(elsewhere.filter(item => item.reason?.code !== 'not-read'));
		return reason === undefined ? undefined : {reason};
	});
	return together(together(found, unknown), others);
}
