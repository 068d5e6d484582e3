import type {FindingDraft, Judged} from '../../domain/findings/finding.ts';
import type {RuleId} from '../../domain/findings/rules.ts';
import type {Sections} from '../../domain/snapshot/schema.ts';
import {bytes, count, duration, percent} from '../../format/quantities.ts';
import {leastMinutes, type Minute, usualAndNow} from '../../history/minutes.ts';
import type {Thresholds} from '../../settings/thresholds.ts';
import {judged} from '../known.ts';

/** Of a smaller database growth fills no disk. */
const smallBytes = 100 * 1024 * 1024;

type Compared = NonNullable<ReturnType<typeof usualAndNow>>;

/** Compares the last minute with those before; for too few of them there is nothing to compare with, and that is no lack. */
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

const over = ({minutes}: Compared) =>
	`Usual is the median of the ${minutes} minutes before, as pgdeck has seen them.`;

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
				title: `${percent(now)} of transactions are rolled back, usually ${percent(usual)}`,
				pane: 'health',
				row: null,
				evidence: [over(compared)],
				help: 'The server log has the errors; look at what was deployed last.',
			},
		];
	});
}

/** A minute in which few blocks were asked for says nothing of what is usual; and few that were read are no harm. */
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
				title: `cache hit ${percent(now)}, usually ${percent(usual)}`,
				pane: 'health',
				row: null,
				evidence: [`${count(read)} blocks a second came from outside of shared buffers.`, over(compared)],
				help: 'Something reads what is seldom read: a sequential scan, a report, a restart. See the statements by blocks read.',
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
					title: `${count(now)} transactions a second, usually ${count(usual)}`,
					pane: 'health',
					row: null,
					evidence: [over(compared)],
					help: fell
						? 'Look for who is blocked, and whether the application still gets connections.'
						: 'See which application and statements are new.',
				},
			];
		},
	);
}

/**
The p95 of requests in the last whole bucket against the hour before: the registry keeps its own history. A bucket that
nobody asked anything in is not there: one of long before tells nothing of now.
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
				title: `request p95 ${duration(last.p95Ms)}, usually ${duration(usual)}`,
				pane: 'requests',
				row: null,
				evidence: [
					`${count(last.count)} requests in the last ${duration(bucketSeconds * 1000)}; usual is the median of the ${before.length} before.`,
				],
				help: 'See the slowest paths and servers, then who is blocked.',
			},
		];
	});
}

/** Growth that would fill a disk: the size an hour from now, if it goes on as in the minutes seen. */
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
				title: `the database grows by ${bytes(perHour)} an hour, ${percent(perHour / first.sizeBytes, 0)} of its size`,
				pane: 'tables',
				row: null,
				evidence: [
					`${bytes(first.sizeBytes)} to ${bytes(last.sizeBytes)} in ${duration(hours * 3_600_000)}.`,
				],
				help: 'See which table grows; dead rows that VACUUM can not remove grow too.',
			},
		];
	});
}
