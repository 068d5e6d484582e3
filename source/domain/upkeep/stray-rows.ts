import type {CodedBy} from '../../format/coded.ts';
import {mostStrays, type PartitionedTable, type Strays} from '../../queries/upkeep/partitions.ts';
import {monthName, monthOf, monthsAhead} from './months.ts';
import {strayReason, type strayWords} from './words.ts';

/** Rows before this time can be moved out of a default partition: the last month created ahead ends here. */
export function movableUntil(now: Date): Date {
	return monthOf(now, monthsAhead + 1);
}

/** Rows that stay in a default partition, the statement that shows them, and the next step. */
type Staying = {
	readonly reason: CodedBy<typeof strayWords>;
	readonly query: string | undefined;
	readonly help: string;
};

type StrayRows = {
	/** Rows for which months can be created. */
	readonly movable: number;
	readonly movableOrMore: boolean;
	/** Rows that upkeep never moves. */
	readonly staying: readonly Staying[];
	/** Why the rows could not be counted. */
	readonly unknown: string | undefined;
};

/** The rows of the default partition that can be moved into months, and those that can't. */
export function strayRows({strays}: PartitionedTable, now: Date): StrayRows {
	if (!strays) return {movable: 0, movableOrMore: false, staying: [], unknown: undefined};
	const movable = strays.movable ?? 0;
	const beyond = strays.beyond ?? 0;
	const {obstacle} = strays;
	const lastMonth = monthName(monthOf(now, monthsAhead));
	const query = `${strays.show};`;
	return {
		movable: obstacle === null ? movable : 0,
		movableOrMore: movable >= mostStrays,
		staying: [
			...(movable > 0 && obstacle !== null
				? [
						{
							reason: held(counted(movable), obstacle),
							query: undefined,
							help: 'Remove what holds the rows for a moment, then create the months.',
						},
					]
				: []),
			...(beyond > 0
				? [
						{
							reason: strayReason('rows-beyond', {...counted(beyond), lastMonth, query}),
							query,
							help: `Correct or delete the rows that are mistakes: ${query}`,
						},
					]
				: []),
		],
		unknown: strays.unknown ?? undefined,
	};
}

const counted = (rows: number) => ({rows, orMore: rows >= mostStrays});

function held(
	rows: {rows: number; orMore: boolean},
	{code, names}: NonNullable<Strays['obstacle']>,
): CodedBy<typeof strayWords> {
	switch (code) {
		case 'foreign-key':
			return strayReason('rows-referenced', {...rows, tables: names});
		case 'rules':
			return strayReason('rows-with-rules', rows);
		case 'trigger':
			return strayReason('rows-with-trigger', {...rows, triggers: names});
	}
}

/** Why the rows stay, and the statement that shows them. */
export function stayingText({reason, query}: Staying): string {
	return query === undefined ? reason.text : `${reason.text}: ${query}`;
}
