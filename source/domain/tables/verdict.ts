import {bytes, count, percent} from '../../format/quantities.ts';

export const tableVerdicts = ['dead rows', 'would shrink', 'ok', 'unknown'] as const;
type TableVerdict = (typeof tableVerdicts)[number];

/** What one way of knowing says of one figure. The figures are never added up: dead bytes become reusable, not less. */
type Evidence = {
	readonly figure: 'dead' | 'reusable' | 'would shrink';
	readonly method: 'counters' | 'free space map' | 'planner statistics' | 'pgstattuple';
	readonly tuples: number | null;
	readonly lowBytes: number | null;
	readonly highBytes: number | null;
	readonly unknown: string | null;
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
	readonly bloatUnknown: string | null;
	readonly reusableBytes: number | null;
	readonly reusableAt: Date | null;
};

export const unloggedOnStandby = 'it is unlogged, and a standby has nothing of it';

const mostDead = 0.2;
const fewDead = 1000;
/** Below these a rewrite is not worth its lock: under 40 percent is no problem, and small tables are noise. */
export const mostShrink = 0.4;
export const leastShrinkBytes = 100 * 1024 * 1024;
export const smallBytes = 1024 * 1024;

/** Most of it is TOAST, of which no statistics tell how full it is. */
export function isMostlyToast({toastBytes, heapBytes}: Pick<Known, 'toastBytes' | 'heapBytes'>): boolean {
	return (toastBytes ?? 0) > Math.max(heapBytes ?? 0, smallBytes);
}

/**
What to think of a table's space, by the low end of what is known: padding, TOAST, a fillfactor or a table that nobody has
looked at make no verdict of their own.
*/
export function tableVerdict(table: Known): {verdict: TableVerdict; reasons: string[]} {
	const {deadRatio, deadTuples, liveTuples, bloatLowBytes, bloatUnknown, heapBytes} = table;
	const reasons: string[] = [];
	const dead = (deadRatio ?? 0) >= mostDead && (deadTuples ?? 0) >= fewDead;
	if (dead) reasons.push(`${percent(deadRatio)} of its rows are dead (${count(deadTuples)})`);
	if (deadTuples === null || liveTuples === null) {
		reasons.push('n/a: its dead rows are not counted before the next VACUUM or ANALYZE');
	}
	const shrinks =
		bloatLowBytes !== null &&
		heapBytes !== null &&
		bloatLowBytes >= leastShrinkBytes &&
		bloatLowBytes >= mostShrink * heapBytes;
	if (shrinks)
		reasons.push(`a rewrite would give back ${bytes(bloatLowBytes)} of ${bytes(heapBytes)} at least`);
	if (bloatUnknown !== null) reasons.push(`n/a: what a rewrite would give back: ${bloatUnknown}`);
	if (isMostlyToast(table)) reasons.push('n/a: how full its TOAST is, which is most of it');
	if (table.locked) reasons.push('n/a: its size: it is locked ACCESS EXCLUSIVE');
	if (table.absent) reasons.push(`n/a: its size: ${unloggedOnStandby}`);
	const verdict = dead
		? 'dead rows'
		: shrinks
			? 'would shrink'
			: deadTuples === null && bloatUnknown !== null
				? 'unknown'
				: 'ok';
	return {verdict, reasons};
}

/** The ways of knowing that a sample has, each with its method and age; exact measures come to that by hand. */
export function evidenceOf(
	table: Known,
	{
		sampledAt,
		bloatSampledAt,
		reusableUnknown,
	}: {sampledAt: Date; bloatSampledAt: Date | null; reusableUnknown: string | null},
): Evidence[] {
	const {deadTuples, reusableBytes, reusableAt, bloatLowBytes, bloatHighBytes, bloatUnknown} = table;
	return [
		{
			figure: 'dead',
			method: 'counters',
			tuples: deadTuples,
			lowBytes: null,
			highBytes: null,
			unknown: deadTuples === null ? 'not counted before the next VACUUM or ANALYZE' : null,
			at: sampledAt,
		},
		{
			figure: 'reusable',
			method: 'free space map',
			tuples: null,
			lowBytes: reusableBytes,
			highBytes: reusableBytes,
			unknown: reusableBytes === null ? (reusableUnknown ?? 'not read yet') : null,
			at: reusableAt,
		},
		{
			figure: 'would shrink',
			method: 'planner statistics',
			tuples: null,
			lowBytes: bloatLowBytes,
			highBytes: bloatHighBytes,
			unknown: bloatUnknown ?? (isMostlyToast(table) ? 'of the heap alone: most of it is TOAST' : null),
			at: bloatUnknown === null ? bloatSampledAt : null,
		},
	];
}
