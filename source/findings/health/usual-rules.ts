import {type FindingDraft, type Judged, titled} from '../../domain/findings/finding.ts';
import type {RuleId} from '../../domain/findings/rules.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {bytes, count, duration} from '../../format/quantities.ts';
import {leastMinutes, type Minute, usualAndNow} from '../../history/minutes.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';
import {healthFinding} from './words.ts';

/** The growth of a smaller database is ignored. */
const smallBytes = 100 * 1024 * 1024;

type Compared = NonNullable<ReturnType<typeof usualAndNow>>;

/** Compares the last minute with the previous ones. With too few minutes there is no result, and no finding. */
function againstUsual(
	rule: RuleId,
	{health}: Sections,
	minutes: readonly Minute[],
	figure: (minute: Minute) => number | null,
	judge: (compared: Compared) => FindingDraft[],
): Judged {
	return judged(rule, health, () => {
		const compared = usualAndNow(minutes, figure);
		return compared ? judge(compared) : [];
	});
}

const over = ({minutes}: Compared) => `Usual: the median of the previous ${minutes} minutes.`;

export function rollbackRule(
	sections: Sections,
	minutes: readonly Minute[],
	{rollbackPercent, transactionsPerSecond}: Thresholds,
): Judged {
	const share = ({transactions, rollbacks}: Minute) =>
		transactions === null || rollbacks === null || transactions < transactionsPerSecond
			? null
			: rollbacks / transactions;
	return againstUsual('rollbacks', sections, minutes, share, compared => {
		const {usual, now} = compared;
		if (now * 100 <= rollbackPercent || now <= 3 * usual) return [];
		return [
			{
				id: 'rollbacks',
				rule: 'rollbacks',
				severity: 'warning',
				...titled(healthFinding('rollback-share', {share: now, usual})),
				pane: 'health',
				row: null,
				evidence: [over(compared)],
				help: 'See the errors in the server log, and check the last deployment.',
			},
		];
	});
}

/** Minutes with few block requests are not compared; few reads do no harm. */
export function cacheRule(
	sections: Sections,
	minutes: readonly Minute[],
	{cacheHitDropPercent, blockReadsPerSecond}: Thresholds,
): Judged {
	const share = ({blocksHit, blocksRead}: Minute) => {
		if (blocksHit === null || blocksRead === null) return null;
		const all = blocksHit + blocksRead;
		return all < blockReadsPerSecond ? null : blocksHit / all;
	};
	return againstUsual('cache-hit', sections, minutes, share, compared => {
		const {usual, now, minute} = compared;
		const read = minute.blocksRead ?? 0;
		if ((usual - now) * 100 <= cacheHitDropPercent || read < blockReadsPerSecond) return [];
		return [
			{
				id: 'cache-hit',
				rule: 'cache-hit',
				severity: 'warning',
				...titled(healthFinding('cache-hit-drop', {share: now, usual})),
				pane: 'health',
				row: null,
				evidence: [`${count(read)} blocks a second were read from outside shared buffers.`, over(compared)],
				help: 'Typical causes: a sequential scan, a report, a restart. Sort the statements by blocks read.',
			},
		];
	});
}

export function transactionRule(
	sections: Sections,
	minutes: readonly Minute[],
	{transactionsFactor, transactionsPerSecond}: Thresholds,
): Judged {
	return againstUsual(
		'transactions',
		sections,
		minutes,
		minute => minute.transactions,
		compared => {
			const {usual, now} = compared;
			const fell = usual >= transactionsPerSecond && now < usual / transactionsFactor;
			const rose = now >= transactionsPerSecond && usual > 0 && now > usual * transactionsFactor;
			if (!fell && !rose) return [];
			return [
				{
					id: 'transactions',
					rule: 'transactions',
					severity: fell ? 'warning' : 'info',
					...titled(
						healthFinding(fell ? 'transaction-rate-drop' : 'transaction-rate-rise', {
							perSecond: now,
							usualPerSecond: usual,
						}),
					),
					pane: 'health',
					row: null,
					evidence: [over(compared)],
					help: fell
						? 'Check for blocked sessions, and whether the application still gets connections.'
						: 'Check for a new application or new statements.',
				},
			];
		},
	);
}

/**
The p95 of requests in the last complete bucket against the previous hour. Buckets without requests are absent: an old
last bucket says nothing about the present.
*/
export function p95Rule({requests}: Sections, {p95Factor, p95Seconds, p95Requests}: Thresholds): Judged {
	return judged('request-p95', requests, ({series, bucketSeconds}, sampledAt): FindingDraft[] => {
		const endedMs = ({at}: (typeof series)[number]) =>
			sampledAt.getTime() - at.getTime() - bucketSeconds * 1000;
		const closed = series.filter(point => endedMs(point) >= 0);
		const last = closed.filter(point => endedMs(point) < bucketSeconds * 1000).at(-1);
		const before = closed
			.filter(point => point !== last)
			.map(({p95Ms}) => p95Ms)
			.filter(value => value !== null)
			.toSorted((a, b) => a - b);
		const usual = before[Math.floor(before.length / 2)];
		if (!last || last.p95Ms === null || usual === undefined || before.length < leastMinutes) return [];
		if (last.count < p95Requests || last.p95Ms < p95Seconds * 1000) return [];
		if (last.p95Ms <= usual * p95Factor) return [];
		return [
			{
				id: 'request-p95',
				rule: 'request-p95',
				severity: 'warning',
				...titled(
					healthFinding('request-p95-rise', {p95Ms: last.p95Ms, usualMs: usual, requests: last.count}),
				),
				pane: 'requests',
				row: null,
				evidence: [
					`${count(last.count)} requests in the last ${duration(bucketSeconds * 1000)}. Usual: the median of the previous ${before.length}.`,
				],
				help: 'Check the slowest paths and servers, then blocked sessions.',
			},
		];
	});
}

/** Growth that would fill a disk, extrapolated to an hour from the minutes seen. */
export function sizeRule(
	{health}: Sections,
	minutes: readonly Minute[],
	{growthPercentPerHour}: Thresholds,
): Judged {
	return judged('disk-growth', health, (): FindingDraft[] => {
		const known = minutes.filter(({sizeBytes}) => sizeBytes !== null);
		const [first, last] = [known[0], known.at(-1)];
		if (!first?.sizeBytes || !last?.sizeBytes || known.length < leastMinutes || last.sizeBytes < smallBytes)
			return [];
		const hours = (last.startedAt.getTime() - first.startedAt.getTime()) / 3_600_000;
		const perHour = (last.sizeBytes - first.sizeBytes) / hours;
		if ((perHour / first.sizeBytes) * 100 <= growthPercentPerHour) return [];
		return [
			{
				id: 'disk-growth',
				rule: 'disk-growth',
				severity: 'warning',
				...titled(
					healthFinding('database-growth', {
						bytesPerHour: perHour,
						sharePerHour: perHour / first.sizeBytes,
					}),
				),
				pane: 'tables',
				row: null,
				evidence: [
					`From ${bytes(first.sizeBytes)} to ${bytes(last.sizeBytes)} in ${duration(hours * 3_600_000)}.`,
				],
				help: 'Find the table that grows. Dead tuples that VACUUM cannot remove count too.',
			},
		];
	});
}
