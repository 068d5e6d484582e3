import makeSql from '../../../sql/actions/upkeep-partitions.sql';
import {obstacle} from '../../domain/snapshot/section.ts';
import {monthName, monthsAhead, monthsOf} from '../../domain/upkeep/months.ts';
import {partitionsObstacle} from '../../domain/upkeep/rights.ts';
import {movableUntil, stayingText, strayRows} from '../../domain/upkeep/stray-rows.ts';
import {upkeepObstacle} from '../../domain/upkeep/words.ts';
import {plural} from '../../format/quantities.ts';
import type {Reader} from '../../postgres/reader.ts';
import {sqlBody} from '../../queries/statement.ts';
import {type PartitionedTable, readRawPartitionedTables} from '../../queries/upkeep/partitions.ts';
import {said} from './words.ts';
import {
	blocked,
	info,
	noted,
	nothing,
	type Piece,
	safe,
	shownName,
	type Work,
	type WorkContext,
	warn,
} from './work.ts';

/** Creates the partitions of this month and the next ones, and moves rows of the default partition into their months. */
export const partitionsWork: Work = {
	async plan(context, target) {
		const tables = await readTables(context.reader, context.now);
		const chosen = tables.filter(table =>
			target === '' ? hasWork(table, context.now, false) : shownName(table) === target,
		);
		if (target === '' && chosen.length === 0) {
			return [nothing(said('months-complete', {months: monthsAhead}))];
		}
		return chosen.map(table => piece(table, context));
	},
	async verify(reader, {of}) {
		const table = (await readTables(reader, new Date())).find(({quoted}) => quoted === of);
		return table ? undefined : said('table-gone');
	},
	async outcome(reader, {of}) {
		const table = (await readTables(reader, new Date())).find(({quoted}) => quoted === of);
		if (!table) return said('table-gone');
		const now = new Date();
		const {last, missing} = monthsOf(table, now);
		const staying = strayRows(table, now).staying.map(stayingText);
		return safe(
			missing.length > 0
				? said('still-missing', {months: missing.map(monthName), staying})
				: said('months-until', {until: last ? monthName(last) : null, staying}),
		);
	},
};

function readTables(reader: Reader, now: Date): Promise<PartitionedTable[]> {
	return readRawPartitionedTables(reader, movableUntil(now));
}

/** Uncounted rows of a default partition are moved only if the table is named. */
function hasWork(table: PartitionedTable, now: Date, named: boolean): boolean {
	const {missing, odd} = monthsOf(table, now);
	const {movable, unknown} = strayRows(table, now);
	return !odd && (missing.length > 0 || movable > 0 || (named && unknown !== undefined));
}

function piece(table: PartitionedTable, context: WorkContext): Piece {
	const shown = shownName(table);
	const name = `partitions:${shown}`;
	const {missing, odd, last} = monthsOf(table, context.now);
	const strays = strayRows(table, context.now);
	if (odd) return blocked(name, obstacle(upkeepObstacle('not-monthly')));
	if (!hasWork(table, context.now, true)) {
		const staying = strays.staying.map(stayingText);
		return nothing(said('months-exist', {table: shown, until: last ? monthName(last) : null, staying}));
	}
	const hindrance = partitionsObstacle(table, context.objects, context.server);
	if (hindrance) return blocked(name, hindrance);
	const note = noted(context, 'partitions', shown, {months: missing.map(monthName)});
	const hasDefault = table.defaultQuoted !== null;
	const moves = strays.movable > 0 || strays.unknown !== undefined;
	return {
		unit: {
			title:
				missing.length === 0
					? `Create months for stray rows of ${shown}`
					: `Create ${plural(missing.length, 'month')} of ${shown}`,
			target: {kind: 'upkeep', task: 'partitions', name, of: table.quoted},
			transactional: true,
			statements: [
				{
					does: 'call',
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
			...(missing.length > 0 ? [info(said('missing-months', {months: missing.map(monthName)}), shown)] : []),
			...(moves
				? [
						warn(
							said('rows-move', {
								rows: strays.unknown === undefined ? strays.movable : null,
								orMore: strays.movableOrMore,
							}),
							shown,
						),
					]
				: []),
			...strays.staying.map(({reason, query}) =>
				warn(query === undefined ? reason : {...reason, text: `${reason.text}: ${query}`}, shown),
			),
			...(strays.unknown === undefined
				? []
				: [warn(said('rows-uncounted', {reason: strays.unknown}), shown)]),
			...note.checks,
		],
		risk: moves ? 'high' : 'low',
	};
}
