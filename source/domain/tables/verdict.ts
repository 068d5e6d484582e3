import type {Coded, CodedBy} from '../../format/coded.ts';
import {
	type bloatUnknownWords,
	type ReusableUnknown,
	reason,
	type reasonWords,
	reusableUnknown,
	type TableVerdict,
} from './words.ts';

/** One figure by one method. The figures are never added up: dead space becomes reusable, not free on disk. */
type Evidence = {
	readonly figure: 'dead' | 'reusable' | 'bloat';
	readonly method: 'counters' | 'free-space-map' | 'planner-statistics';
	readonly tuples: number | null;
	readonly lowBytes: number | null;
	readonly highBytes: number | null;
	/** Why the figure, or a part of it, is unknown. */
	readonly unknown: Coded | null;
	/** When it was read. */
	readonly at: Date | null;
};

type Known = {
	readonly liveTuples: number | null;
	readonly deadTuples: number | null;
	readonly deadRatio: number | null;
	readonly heapBytes: number | null;
	readonly toastBytes: number | null;
	readonly locked: boolean;
	readonly absent: boolean;
	readonly bloatLowBytes: number | null;
	readonly bloatHighBytes: number | null;
	readonly bloatUnknown: CodedBy<typeof bloatUnknownWords> | null;
	readonly reusableBytes: number | null;
	readonly reusableAt: Date | null;
};

const mostDead = 0.2;
const fewDead = 1000;
/** Below these a rewrite is not worth its lock. */
export const mostShrink = 0.4;
export const leastShrinkBytes = 100 * 1024 * 1024;
export const smallBytes = 1024 * 1024;

/** Most of its data is TOAST, for which there are no statistics. */
export function isMostlyToast({toastBytes, heapBytes}: Pick<Known, 'toastBytes' | 'heapBytes'>): boolean {
	return (toastBytes ?? 0) > Math.max(heapBytes ?? 0, smallBytes);
}

/**
Judges a table's space by the low end of what is known: padding, TOAST, a fillfactor or missing statistics alone never make
a verdict.
*/
export function tableVerdict(table: Known): {
	verdict: TableVerdict;
	reasons: Array<CodedBy<typeof reasonWords>>;
} {
	const {deadRatio, deadTuples, liveTuples, bloatLowBytes, bloatUnknown, heapBytes} = table;
	const reasons: Array<CodedBy<typeof reasonWords>> = [];
	const dead = (deadRatio ?? 0) >= mostDead && (deadTuples ?? 0) >= fewDead;
	if (dead) reasons.push(reason('dead-tuples', {deadRatio, deadTuples}));
	if (deadTuples === null || liveTuples === null) reasons.push(reason('dead-tuples-unknown'));
	const bloated =
		bloatLowBytes !== null &&
		heapBytes !== null &&
		bloatLowBytes >= leastShrinkBytes &&
		bloatLowBytes >= mostShrink * heapBytes;
	if (bloated) reasons.push(reason('bloat', {leastBytes: bloatLowBytes, heapBytes}));
	if (bloatUnknown !== null) reasons.push(reason('bloat-unknown', {unknown: bloatUnknown.code}));
	if (isMostlyToast(table)) reasons.push(reason('toast-unknown'));
	if (table.locked) reasons.push(reason('size-locked'));
	if (table.absent) reasons.push(reason('size-unlogged-on-standby'));
	const unknown = deadTuples === null && bloatUnknown !== null;
	return {verdict: dead ? 'dead-tuples' : bloated ? 'bloated' : unknown ? 'unknown' : 'ok', reasons};
}

/** The figures of a sample, each with its method and age. */
export function evidenceOf(
	table: Known,
	{
		sampledAt,
		bloatSampledAt,
		reusableUnknown: unread,
	}: {sampledAt: Date; bloatSampledAt: Date | null; reusableUnknown: ReusableUnknown | null},
): Evidence[] {
	const {deadTuples, reusableBytes, reusableAt, bloatLowBytes, bloatHighBytes, bloatUnknown} = table;
	return [
		{
			figure: 'dead',
			method: 'counters',
			tuples: deadTuples,
			lowBytes: null,
			highBytes: null,
			unknown: deadTuples === null ? reason('dead-tuples-unknown') : null,
			at: sampledAt,
		},
		{
			figure: 'reusable',
			method: 'free-space-map',
			tuples: null,
			lowBytes: reusableBytes,
			highBytes: reusableBytes,
			unknown: reusableBytes === null ? (unread ?? reusableUnknown('not-read')) : null,
			at: reusableAt,
		},
		{
			figure: 'bloat',
			method: 'planner-statistics',
			tuples: null,
			lowBytes: bloatLowBytes,
			highBytes: bloatHighBytes,
			unknown: bloatUnknown ?? (isMostlyToast(table) ? reason('toast-unknown') : null),
			at: bloatUnknown === null ? bloatSampledAt : null,
		},
	];
}
