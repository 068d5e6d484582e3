import makeSql from '../../sql/actions/upkeep-partitions.sql';
import {plural} from '../format/quantities.ts';
import {sqlBody} from '../queries/statement.ts';
import {type PartitionedTable, readRawPartitionedTables} from '../queries/upkeep.ts';
import {monthName, monthsAhead, monthsOf} from '../snapshot/months.ts';
import {callObstacle} from '../snapshot/upkeep-rights.ts';
import {
	blocked,
	noted,
	nothing,
	type Piece,
	pass,
	shownName,
	type Work,
	type WorkContext,
	warn,
} from './upkeep-work.ts';

/** Makes the partitions of this month and of those ahead, and moves rows that no month takes into months of their own. */
export const partitionsWork: Work = {
	async plan(context, target) {
		const tables = await readRawPartitionedTables(context.reader);
		const chosen = tables.filter(table =>
			target === '' ? isWanting(table, context.now) : shownName(table) === target,
		);
		if (target === '' && chosen.length === 0) {
			return [nothing(`Every partitioned table has its months, ${monthsAhead} ahead.`)];
		}
		return chosen.map(table => piece(table, context));
	},
	async verify(reader, {of}) {
		const table = (await readRawPartitionedTables(reader)).find(({quoted}) => quoted === of);
		return table ? undefined : 'the table is not here any more, or is not partitioned by time';
	},
	async outcome(reader, {of}) {
		const table = (await readRawPartitionedTables(reader)).find(({quoted}) => quoted === of);
		if (!table) return 'the table is gone';
		const {last, missing} = monthsOf(table, new Date());
		return missing.length > 0
			? `there is no partition for ${missing.map(monthName).join(', ')}`
			: `it has months to ${last ? monthName(last) : 'none'}`;
	},
};

function isWanting(table: PartitionedTable, now: Date): boolean {
	const {missing, odd, strayRows} = monthsOf(table, now);
	return !odd && (missing.length > 0 || (strayRows ?? 0) > 0);
}

function piece(table: PartitionedTable, context: WorkContext): Piece {
	const shown = shownName(table);
	const name = `partitions:${shown}`;
	const {missing, odd, last, strayRows} = monthsOf(table, context.now);
	if (odd) return blocked(name, {reason: 'its partitions are not months', grant: null});
	if (!isWanting(table, context.now)) {
		return nothing(`${shown} has months to ${last ? monthName(last) : 'none'} already.`);
	}
	const obstacle = callObstacle(['create_monthly_partitions'], context.objects, context.server);
	if (obstacle) return blocked(name, obstacle);
	const note = noted(context, 'partitions', shown, {months: missing.map(monthName)});
	const stray = strayRows ?? 0;
	const hasDefault = strayRows !== null;
	return {
		unit: {
			title: `Make ${missing.length === 0 ? 'months of stray rows' : plural(missing.length, 'month')} of ${shown}`,
			target: {kind: 'upkeep', task: 'partitions', name, of: table.quoted},
			transactional: true,
			statements: [
				{
					text: sqlBody(makeSql),
					parameters: [table.quoted, monthsAhead],
					lock: hasDefault ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE',
					on: [hasDefault ? `the default partition of ${table.quoted}` : table.quoted],
				},
				...note.statements,
			],
			record: [],
		},
		checks: [
			...(missing.length > 0
				? [pass(name, `${shown}: no partition yet for ${missing.map(monthName).join(', ')}`)]
				: []),
			...(stray > 0
				? [
						warn(
							name,
							`${shown}: ${plural(stray, 'row')} of the default partition move into months of their own; who reads or writes that partition waits meanwhile`,
						),
					]
				: []),
			...note.checks,
		],
		risk: stray > 0 ? 'high' : 'low',
	};
}
