import {count, plural} from '../../format/quantities.ts';
import {mostStrays, type PartitionedTable} from '../../queries/upkeep/partitions.ts';
import {monthName, monthOf, monthsAhead} from './months.ts';

/** Rows of before it can be moved out of a default partition: the last month that is made ahead ends here. */
export function movableUntil(now: Date): Date {
	return monthOf(now, monthsAhead + 1);
}

/** Rows that stay in a default partition, and what somebody can do about it. */
type Staying = {readonly why: string; readonly show: string | undefined; readonly help: string};

type StrayRows = {
	/** Rows that go into months of their own. */
	readonly movable: number;
	/** The same in words. */
	readonly moving: string;
	/** What stays in the default partition, whatever upkeep does. */
	readonly staying: readonly Staying[];
	/** Why it is not known what of the rows can be moved. */
	readonly unknown: string | undefined;
};

/** What of the rows that no month takes can be moved, and what can't. */
export function strayRows({strays}: PartitionedTable, now: Date): StrayRows {
	if (!strays) return {movable: 0, moving: '', staying: [], unknown: undefined};
	const movable = strays.movable ?? 0;
	const beyond = strays.beyond ?? 0;
	const {obstacle} = strays;
	return {
		movable: obstacle === null ? movable : 0,
		moving: rowsText(movable),
		staying: [
			...(movable > 0 && obstacle !== null
				? [
						{
							why: `${rowsText(movable)} can't leave the default partition, since ${obstacle}`,
							show: undefined,
							help: 'Take away what holds them, for as long as that takes, and have the months made then.',
						},
					]
				: []),
			...(beyond > 0
				? [
						{
							why: `${rowsText(beyond)} in the default partition ${beyond === 1 ? 'is' : 'are'} of no month that can be made (none before 1970, none after ${monthName(monthOf(now, monthsAhead))})`,
							show: `${strays.show};`,
							help: `Look at them, and correct or delete those that are a mistake: ${strays.show};`,
						},
					]
				: []),
		],
		unknown: strays.unknown ?? undefined,
	};
}

/** Why they stay, and the statement that shows them. */
export function stayingText({why, show}: Staying): string {
	return show === undefined ? why : `${why}: ${show}`;
}

function rowsText(rows: number): string {
	return rows >= mostStrays ? `${count(rows)} rows or more` : plural(rows, 'row');
}
