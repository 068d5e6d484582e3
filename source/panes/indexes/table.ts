import type {TableModel} from '../../components/table/model.ts';
import {dropReason, dropVerdict, indexState} from '../../domain/indexes/droppable.ts';
import type {IndexRow} from '../../domain/indexes/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {count, roughBytes, shortAge} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

const rankOfAnswer = {yes: 0, maybe: 1, no: 2} as const;
const rank = {Unused: 0, 'Low usage': 1, Active: 2} as const;

export function categoryTone(category: IndexRow['category']): Token {
	return category === 'Unused' ? 'warning' : category === 'Low usage' ? 'accent' : 'good';
}

export function verdictTone({verdict}: Pick<IndexRow, 'verdict'>): Token {
	return ({yes: 'good', maybe: 'warning', no: 'muted'} as const)[verdict.answer];
}

export function stateTone({valid, category}: IndexRow): Token {
	return valid ? categoryTone(category) : 'bad';
}

/** A partitioned index and its partitions are one line. */
function lineName(row: IndexRow): string {
	return row.partitions > 0 ? `${indexName(row)} (${row.partitions} partitions)` : indexName(row);
}

export function indexName({schema, name}: Pick<IndexRow, 'schema' | 'name'>): string {
	return schema === 'public' ? name : `${schema}.${name}`;
}

const model: Omit<TableModel<IndexRow>, 'rows'> = {
	id: row => String(row.oid),
	name: indexName,
	search: row => `${row.schema}.${row.name} ${row.table} ${row.category} ${row.definition ?? ''}`,
	defaultSort: {column: 'category', descending: false},
	empty: 'This database has no user indexes.',
	markable: true,
	columns: [
		// Names of a table's indexes tend to begin alike, and to differ at the end.
		{
			id: 'name',
			title: 'index',
			width: 23,
			flexible: true,
			most: 63,
			cut: 'middle',
			text: lineName,
			order: indexName,
		},
		{
			id: 'category',
			title: 'category',
			width: 9,
			text: indexState,
			// Within a category the largest first: it frees the most.
			order: row => rank[row.category] * 1e15 - (row.sizeBytes ?? 0),
			tone: stateTone,
		},
		{
			id: 'scans',
			title: 'scans',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: row => count(row.scans),
			order: row => row.scans,
		},
		{
			id: 'size',
			title: 'size',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: row => roughBytes(row.sizeBytes, row.sizeIsEstimate),
			order: row => row.sizeBytes,
		},
		{
			id: 'drop',
			title: 'drop?',
			width: 5,
			text: row => dropVerdict(row).answer,
			order: row => rankOfAnswer[row.verdict.answer] - (row.verdict.quietDays ?? 0) / 1e6,
			tone: verdictTone,
		},
		{
			id: 'reason',
			title: 'reason',
			width: 16,
			text: dropReason,
			order: dropReason,
			tone: verdictTone,
		},
		{
			id: 'lastScan',
			title: 'last scan',
			width: 9,
			align: 'right',
			descendingFirst: true,
			text: (row, {now}) => (row.lastScan ? shortAge(row.lastScan, now) : row.scans > 0 ? 'n/a' : '-'),
			order: row => row.lastScan?.getTime() ?? null,
		},
		{id: 'table', title: 'table', width: 14, text: row => row.table, order: row => row.table},
		{
			id: 'definition',
			title: 'definition',
			width: 50,
			text: row => row.definition?.replace(/^CREATE (UNIQUE )?INDEX .*? USING /, '$1') ?? 'n/a',
			order: row => row.definition,
		},
	],
};

/** The listed rows, once per sample: the table keys their order by the identity of this list. */
const lines = new WeakMap<readonly IndexRow[], readonly IndexRow[]>();

export function indexesTable({snapshot}: Live): TableModel<IndexRow> | undefined {
	const indexes = shownValue(snapshot.sections.indexes)?.value;
	if (!indexes) return undefined;
	const rows = lines.get(indexes.rows) ?? indexes.rows.filter(({parentOid}) => parentOid === null);
	lines.set(indexes.rows, rows);
	return {...model, rows};
}
