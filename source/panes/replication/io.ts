import type {Column, TableModel} from '../../components/table/column.ts';
import type {IoRow} from '../../domain/replication/schema.ts';
import {type CountedView, figuresOf} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {IoCounter} from '../../queries/replication/wal.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {byteFigure, countFigure, timeFigure} from '../counted-words.ts';

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

/** pg_stat_io: which processes read and write what. */
export function ioTable({snapshot}: Live, view: CountedView): TableModel<IoRow> | undefined {
	const io = shownValue(snapshot.sections.replication)?.value.io;
	return {
		id: row => row.id,
		name: ioName,
		search: ioName,
		defaultSort: {column: 'readBytes', descending: true},
		empty:
			io === null
				? 'n/a: pg_stat_io is there from PostgreSQL 16 on.'
				: 'No input or output has been counted yet.',
		rows: io ?? none,
		columns: [
			{id: 'name', title: 'who and what', width: 28, flexible: true, most: 44, text: ioName, order: ioName},
			column('readBytes', 'read', view, byteFigure),
			column('writeBytes', 'written', view, byteFigure),
			column('extendBytes', 'extended', view, byteFigure),
			column('hits', 'found', view, countFigure),
			column('evictions', 'evictions', view, countFigure),
			column('fsyncs', 'fsyncs', view, countFigure),
			column('readMs', 'reading', view, timeFigure),
			column('writeMs', 'writing', view, timeFigure),
			column('reads', 'reads', view, countFigure),
			column('writes', 'writes', view, countFigure),
		],
	};
}

/** Always the same, so that it is arranged once. */
const none: readonly IoRow[] = [];
