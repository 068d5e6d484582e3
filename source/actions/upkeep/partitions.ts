import makeSql from '../../../sql/actions/upkeep-partitions.sql';
import {monthName, monthsAhead, monthsOf} from '../../domain/upkeep/months.ts';
import {partitionsObstacle} from '../../domain/upkeep/rights.ts';
import {movableUntil, stayingText, strayRows} from '../../domain/upkeep/stray-rows.ts';
import {plural} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {sqlBody} from '../../queries/statement.ts';
import {type PartitionedTable, readRawPartitionedTables} from '../../queries/upkeep/partitions.ts';
import {sanitize} from '../../terminal/sanitize.ts';
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
} from './work.ts';

/** Makes the partitions of this month and of those ahead, and moves rows that no month takes into months of their own. */
export const partitionsWork: Work = {
	async plan(context, target) {
		const tables = await readTables(context.reader, context.now);
		const chosen = tables.filter(table =>
			target === '' ? isWanting(table, context.now, false) : shownName(table) === target,
		);
		if (target === '' && chosen.length === 0) {
			return [nothing(`Every partitioned table has its months, ${monthsAhead} ahead.`)];
		}
		return chosen.map(table => piece(table, context));
	},
	async verify(reader, {of}) {
		const table = (await readTables(reader, new Date())).find(({quoted}) => quoted === of);
		return table ? undefined : 'the table is not here any more, or is not partitioned by time';
	},
	async outcome(reader, {of}) {
		const table = (await readTables(reader, new Date())).find(({quoted}) => quoted === of);
		if (!table) return 'the table is gone';
		const now = new Date();
		const {last, missing} = monthsOf(table, now);
		const months =
			missing.length > 0
				? `there is no partition for ${missing.map(monthName).join(', ')}`
				: `it has months to ${last ? monthName(last) : 'none'}`;
		return sanitize([months, ...strayRows(table, now).staying.map(stayingText)].join('; '));
	},
};

function readTables(reader: Reader, now: Date): Promise<PartitionedTable[]> {
	return readRawPartitionedTables(reader, movableUntil(now));
}

/** What is in a default partition may not be known: then whoever names the table may have it looked at. */
function isWanting(table: PartitionedTable, now: Date, named: boolean): boolean {
	const {missing, odd} = monthsOf(table, now);
	const {movable, unknown} = strayRows(table, now);
	return !odd && (missing.length > 0 || movable > 0 || (named && unknown !== undefined));
}

function piece(table: PartitionedTable, context: WorkContext): Piece {
	const shown = shownName(table);
	const name = `partitions:${shown}`;
	const {missing, odd, last} = monthsOf(table, context.now);
	const strays = strayRows(table, context.now);
	if (odd) return blocked(name, {reason: 'its partitions are not months', grant: null});
	if (!isWanting(table, context.now, true)) {
		const stay = strays.staying.map(item => ` ${stayingText(item)}`).join('');
		return nothing(`${shown} has months to ${last ? monthName(last) : 'none'} already.${stay}`);
	}
	const obstacle = partitionsObstacle(table, context.objects, context.server);
	if (obstacle) return blocked(name, obstacle);
	const note = noted(context, 'partitions', shown, {months: missing.map(monthName)});
	const hasDefault = table.defaultQuoted !== null;
	const moves = strays.movable > 0 || strays.unknown !== undefined;
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
			...(moves
				? [
						warn(
							name,
							`${shown}: ${strays.unknown === undefined ? strays.moving : 'rows'} of the default partition move into months of their own; who reads or writes that partition waits meanwhile`,
						),
					]
				: []),
			...strays.staying.map(item => warn(name, `${shown}: ${stayingText(item)}`)),
			...(strays.unknown === undefined
				? []
				: [warn(name, `${shown}: how many rows that are is not known: ${strays.unknown}`)]),
			...note.checks,
		],
		risk: moves ? 'high' : 'low',
	};
}
