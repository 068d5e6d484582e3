import type {PartitionedTable} from '../../queries/upkeep/partitions.ts';

/** The months ahead that create_monthly_partitions creates. */
export const monthsAhead = 3;

/** The start of the UTC month of a time, or of one some months later. */
export function monthOf(at: Date, after = 0): Date {
	return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + after, 1));
}

/** `2026-11` */
export function monthName(month: Date): string {
	return month.toISOString().slice(0, 7);
}

type Months = {
	/** This month and the next ones, as far as they have no partition. */
	readonly missing: readonly Date[];
	/** The last month of an unbroken sequence from this one; undefined if this one is missing. */
	readonly last: Date | undefined;
	/** A partition covers part of a month, so the table is not partitioned by month. */
	readonly odd: boolean;
};

/** The partitions of a table for this month and the next ones. */
export function monthsOf({parts}: PartitionedTable, now: Date, ahead = monthsAhead): Months {
	const wanted = Array.from({length: ahead + 1}, (_unused, index) => monthOf(now, index));
	const ranges = parts.filter(part => !part.default);
	const touching = (month: Date) =>
		ranges.filter(
			({starts, ends}) => (starts === null || starts < monthOf(month, 1)) && (ends === null || ends > month),
		);
	const whole = (month: Date) =>
		touching(month).some(
			({starts, ends}) =>
				(starts === null || starts <= month) && (ends === null || ends >= monthOf(month, 1)),
		);
	let last: Date | undefined;
	for (let month = monthOf(now); whole(month) && month < monthOf(now, 240); month = monthOf(month, 1))
		last = month;
	return {
		missing: wanted.filter(month => touching(month).length === 0),
		last,
		odd: wanted.some(month => touching(month).length > 0 && !whole(month)),
	};
}
