import type {PartitionedTable} from '../../queries/upkeep/partitions.ts';

/** How many months ahead create_monthly_partitions makes them. */
export const monthsAhead = 3;

/** The first moment of a month of UTC, some months after that of a time. */
export function monthOf(at: Date, after = 0): Date {
	return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + after, 1));
}

/** `2026-11` */
export function monthName(month: Date): string {
	return month.toISOString().slice(0, 7);
}

type Months = {
	/** Of this one and those ahead, those without a partition. */
	readonly missing: readonly Date[];
	/** The last of those that follow each other from this one on; undefined where this one is missing. */
	readonly last: Date | undefined;
	/** A partition that has a part of a month: it is not by months that this table is partitioned. */
	readonly odd: boolean;
};

/** The partitions of a table for this month and the months ahead. */
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
