import type {Column, TableModel} from '../../components/table/model.ts';
import {type CountedView, figuresOf} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {StatementRow, Statements} from '../../domain/statements/schema.ts';
import {percent} from '../../format/quantities.ts';
import type {StatementCounter} from '../../queries/statements/statement-figures.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {oneLine} from '../../terminal/sanitize.ts';
import {byteFigure, countFigure, shareFigure, statementTime, timeFigure} from '../counted-words.ts';

type Row = StatementRow;

export function statementName({text, queryId}: Pick<Row, 'text' | 'queryId'>): string {
	return text === null ? `query ${queryId}` : oneLine(text);
}

/** A figure of a row in a view; several names are added up. */
export function figure(
	row: Row,
	view: CountedView,
	...names: readonly StatementCounter[]
): number | null | undefined {
	const figures = figuresOf(row.counted, view);
	if (!figures) return undefined;
	const known = names.map(name => figures[name]).filter(value => value !== null);
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Mean execution time in this view. */
function meanMs(row: Row, view: CountedView): number | null {
	if (view === 'lifetime') return row.meanMs;
	const calls = figure(row, view, 'calls');
	const time = figure(row, view, 'execMs');
	return calls ? (time ?? 0) / calls : null;
}

export function meanText(row: Row, view: CountedView): string {
	const mean = meanMs(row, view);
	return mean === null ? '-' : statementTime(mean);
}

/** The buffer cache hit ratio. */
export function hitShare(row: Row, view: CountedView): number | null {
	const hit = figure(row, view, 'sharedHit') ?? 0;
	const all = hit + (figure(row, view, 'sharedRead') ?? 0);
	return all === 0 ? null : hit / all;
}

function columnsOf({sums, blockBytes}: Statements, view: CountedView): Column<Row>[] {
	const all = figuresOf(sums, view);
	const number = (
		id: string,
		title: string,
		width: number,
		rest: Pick<Column<Row>, 'text' | 'order'>,
	): Column<Row> => ({
		id,
		title,
		width,
		align: 'right',
		descendingFirst: true,
		...rest,
	});
	const counter = (
		id: string,
		title: string,
		width: number,
		names: readonly StatementCounter[],
		text: (value: number | null | undefined, view: CountedView) => string,
		unit = 1,
	) => {
		const value = (row: Row) => {
			const known = figure(row, view, ...names);
			return typeof known === 'number' ? known * unit : known;
		};
		return number(id, title, width, {text: row => text(value(row), view), order: row => value(row) ?? null});
	};
	const share = (row: Row) => shareFigure(figure(row, view, 'execMs'), all?.execMs);
	return [
		{
			id: 'statement',
			title: 'statement',
			width: 30,
			flexible: true,
			text: statementName,
			order: statementName,
		},
		counter('time', 'time', 10, ['execMs'], timeFigure),
		number('share', 'share', 7, {text: share, order: row => figure(row, view, 'execMs') ?? null}),
		counter('calls', 'calls', 8, ['calls'], countFigure),
		number('mean', 'mean', 8, {
			text: row => meanText(row, view),
			order: row => meanMs(row, view),
		}),
		counter('rows', 'rows', 8, ['rows'], countFigure),
		number('hit', 'hit', 7, {
			text: row => (hitShare(row, view) === null ? '-' : percent(hitShare(row, view))),
			order: row => hitShare(row, view),
		}),
		counter('blocks', 'blocks', 11, ['sharedHit', 'sharedRead'], byteFigure, blockBytes),
		counter('read', 'read', 11, ['sharedRead'], byteFigure, blockBytes),
		counter('temp', 'temp', 11, ['tempRead', 'tempWritten'], byteFigure, blockBytes),
		counter('wal', 'WAL', 11, ['walBytes'], byteFigure),
		number('deviation', 'deviation', 10, {
			text: row => statementTime(row.deviationMs),
			order: row => row.deviationMs,
		}),
		number('most', 'max', 8, {text: row => statementTime(row.mostMs), order: row => row.mostMs}),
		counter('plan', 'planning', 10, ['planMs'], timeFigure),
		{id: 'database', title: 'database', width: 14, text: databaseName, order: databaseName},
		{id: 'user', title: 'user', width: 14, text: row => row.user, order: row => row.user},
	];
}

export function databaseName({database, databaseId}: Row): string {
	return database ?? `dropped (${databaseId})`;
}

export function statementsTable({snapshot}: Live, view: CountedView): TableModel<Row> | undefined {
	const statements = shownValue(snapshot.sections.statements)?.value;
	return (
		statements && {
			id: row => row.id,
			name: statementName,
			search: row => `${statementName(row)} ${row.user} ${databaseName(row)} ${row.queryId}`,
			defaultSort: {column: 'time', descending: true},
			empty: 'pg_stat_statements has no entries visible to this role.',
			columns: columnsOf(statements, view),
			rows: statements.rows,
		}
	);
}
