import {heading, line} from '../../components/skin.ts';
import type {Column, TableModel} from '../../components/table/model.ts';
import type {IoRow} from '../../domain/replication/schema.ts';
import {type CountedView, figuresOf} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {dateTime} from '../../format/quantities.ts';
import type {IoCounter} from '../../queries/replication/wal.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {byteFigure, countFigure, timeFigure, viewCells, viewTitles} from '../counted-words.ts';
import {labeled} from '../facts.ts';
import type {PaneView} from '../pane.ts';

export function ioName({backend, object, context}: IoRow): string {
	return `${backend}, ${object} ${context}`;
}

export const ioFigure = (row: IoRow, view: CountedView, name: IoCounter) =>
	figuresOf(row.counted, view)?.[name];

function column(
	id: IoCounter,
	title: string,
	view: CountedView,
	text: (value: number | null | undefined, view: CountedView) => string,
): Column<IoRow> {
	return {
		id,
		title,
		width: 11,
		align: 'right',
		descendingFirst: true,
		text: row => text(ioFigure(row, view, id), view),
		order: row => ioFigure(row, view, id) ?? null,
	};
}

/** pg_stat_io: I/O by process type, object and context. */
export function ioTable({snapshot}: Live, view: CountedView): TableModel<IoRow> | undefined {
	const io = shownValue(snapshot.sections.replication)?.value.io;
	return {
		id: row => row.id,
		name: ioName,
		search: ioName,
		defaultSort: {column: 'readBytes', descending: true},
		empty: io === null ? 'n/a: pg_stat_io requires PostgreSQL 16.' : 'No I/O counted yet.',
		rows: io ?? none,
		columns: [
			{
				id: 'name',
				title: 'process, object, context',
				width: 28,
				flexible: true,
				most: 44,
				text: ioName,
				order: ioName,
			},
			column('readBytes', 'read', view, byteFigure),
			column('writeBytes', 'written', view, byteFigure),
			column('extendBytes', 'extended', view, byteFigure),
			column('hits', 'hits', view, countFigure),
			column('evictions', 'evictions', view, countFigure),
			column('fsyncs', 'fsyncs', view, countFigure),
			column('readMs', 'read time', view, timeFigure),
			column('writeMs', 'write time', view, timeFigure),
			column('reads', 'reads', view, countFigure),
			column('writes', 'writes', view, countFigure),
		],
	};
}

/** One constant list, so that it is sorted only once. */
const none: readonly IoRow[] = [];

/** One line of pg_stat_io in full. */
export function ioDetail(row: IoRow, view: PaneView): string[] {
	const {width, skin} = view;
	const size = (label: string, name: 'readBytes' | 'writeBytes' | 'extendBytes') =>
		viewCells(label, view => byteFigure(ioFigure(row, view, name), view));
	const number = (label: string, name: 'reads' | 'writes' | 'hits' | 'evictions' | 'fsyncs') =>
		viewCells(label, view => countFigure(ioFigure(row, view, name), view));
	const time = (label: string, name: 'readMs' | 'writeMs') =>
		viewCells(label, view => timeFigure(ioFigure(row, view, name), view));
	return [
		heading([['title', ioName(row)]], [], width, skin),
		...[
			[...viewTitles],
			number('reads', 'reads'),
			size('read', 'readBytes'),
			time('read time', 'readMs'),
			number('writes', 'writes'),
			size('written', 'writeBytes'),
			time('write time', 'writeMs'),
			size('extended', 'extendBytes'),
			number('buffer hits', 'hits'),
			number('evictions', 'evictions'),
			number('fsyncs', 'fsyncs'),
		].map(segments => line(segments, width, skin)),
		'',
		...labeled(view)('counted since', row.statsReset ? dateTime(row.statsReset) : 'n/a'),
	];
}
