import type {Column, TableModel} from '../../components/table/model.ts';
import type {DatabaseStatus, Databases} from '../../domain/databases/schema.ts';
import {type CountedView, figuresOf} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {bytes, percent, shortCount} from '../../format/quantities.ts';
import type {DatabaseCounter} from '../../queries/databases/databases.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';
import {byteFigure, countFigure} from '../counted-words.ts';

type Row = DatabaseStatus;

export function databaseName({oid, name}: Pick<Row, 'oid' | 'name'>): string {
	return oid === 0 ? '(shared catalogs)' : name;
}

export function databaseFigure(row: Row, view: CountedView, ...names: readonly DatabaseCounter[]) {
	const figures = figuresOf(row.counted, view);
	if (!figures) return undefined;
	const known = names.map(name => figures[name]).filter(value => value !== null);
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

export function cacheHit(row: Row, view: CountedView): number | null {
	const all = databaseFigure(row, view, 'blocksHit', 'blocksRead');
	return all ? (databaseFigure(row, view, 'blocksHit') ?? 0) / all : null;
}

/** Transaction ids wrap around here; the server refuses commands three million before. */
export const wraparoundAge = 2 ** 31;

/** Warning beyond the age of forced autovacuum, critical at half of all transaction ids. */
function ageTone(age: number | null, limit: number): Token | undefined {
	if (age === null) return undefined;
	return age > 1_000_000_000 ? 'bad' : age > limit * 1.2 ? 'warning' : undefined;
}

function columnsOf({freezeMaxAge, multixactFreezeMaxAge}: Databases, view: CountedView): Column<Row>[] {
	const right = {align: 'right', descendingFirst: true} as const;
	const counter = (
		id: string,
		title: string,
		width: number,
		names: readonly DatabaseCounter[],
		text: (value: number | null | undefined, view: CountedView) => string,
		tone?: Token,
	): Column<Row> => ({
		...right,
		id,
		title,
		width,
		text: row => text(databaseFigure(row, view, ...names), view),
		order: row => databaseFigure(row, view, ...names) ?? null,
		...(tone ? {tone: row => ((databaseFigure(row, view, ...names) ?? 0) > 0 ? tone : undefined)} : {}),
	});
	const age = (
		id: string,
		title: string,
		limit: number,
		value: (row: Row) => number | null,
	): Column<Row> => ({
		...right,
		id,
		title,
		width: 8,
		text: row => (value(row) === null ? '-' : shortCount(value(row))),
		order: value,
		tone: row => ageTone(value(row), limit),
	});
	return [
		{
			id: 'name',
			title: 'database',
			width: 18,
			flexible: true,
			most: 40,
			text: databaseName,
			order: databaseName,
		},
		{
			...right,
			id: 'size',
			title: 'size',
			width: 8,
			text: row => (row.oid === 0 ? '-' : bytes(row.sizeBytes)),
			order: row => row.sizeBytes,
		},
		{
			...right,
			id: 'connections',
			title: 'conn',
			width: 5,
			text: row => String(row.connections ?? '-'),
			order: row => row.connections,
		},
		counter('transactions', 'tx', 8, ['commits', 'rollbacks'], countFigure),
		{
			...right,
			id: 'hit',
			title: 'hit',
			width: 7,
			text: row => (cacheHit(row, view) === null ? '-' : percent(cacheHit(row, view))),
			order: row => cacheHit(row, view),
		},
		counter('temp', 'temp', 10, ['tempBytes'], byteFigure),
		age('xid', 'xid age', freezeMaxAge, row => row.xidAge),
		counter('deadlocks', 'deadlocks', 9, ['deadlocks'], countFigure, 'warning'),
		counter('rollbacks', 'rollbacks', 9, ['rollbacks'], countFigure),
		counter('written', 'written', 9, ['inserted', 'updated', 'deleted'], countFigure),
		counter('conflicts', 'conflicts', 9, ['conflicts'], countFigure, 'warning'),
		counter('ended', 'fatal', 8, ['fatal', 'killed', 'abandoned'], countFigure, 'warning'),
		counter('checksums', 'checksums', 9, ['checksumFailures'], countFigure, 'bad'),
		age('mxid', 'mxid age', multixactFreezeMaxAge, row => row.mxidAge),
	];
}

export function databasesTable({snapshot}: Live, view: CountedView): TableModel<Row> | undefined {
	const databases = shownValue(snapshot.sections.databases)?.value;
	return (
		databases && {
			id: row => String(row.oid),
			name: databaseName,
			search: row => `${databaseName(row)} ${row.owner ?? ''}`,
			defaultSort: {column: 'transactions', descending: true},
			empty: 'No databases.',
			columns: columnsOf(databases, view),
			rows: databases.rows,
		}
	);
}
