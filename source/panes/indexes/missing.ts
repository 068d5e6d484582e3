import {heading, line} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import type {Finding} from '../../domain/findings/finding.ts';
import type {Snapshot} from '../../domain/snapshot/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {TableStatus} from '../../domain/tables/schema.ts';
import {bytes} from '../../format/quantities.ts';
import type {UnindexedKey} from '../../queries/indexes/foreign-keys.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {wrap} from '../../terminal/width.ts';
import type {PaneView} from '../pane.ts';

/** A possibly missing index, and the reason. */
export type MissingIndex = {
	readonly id: string;
	readonly kind: 'foreign key' | 'scans';
	readonly table: string;
	readonly what: string;
	readonly bytes: number | null;
	readonly suggestion: string;
	readonly key: {readonly oid: number; readonly name: string} | null;
};

function ofKey(key: UnindexedKey): MissingIndex {
	const {oid, schema, table, constraint, columns, references, suggestion} = key;
	return {
		id: `key:${oid}`,
		kind: 'foreign key',
		table: named(schema, table),
		what: `${constraint} (${columns}) to ${references}: deletes there scan this table`,
		bytes: key.tableBytes,
		suggestion,
		key: {oid, name: constraint},
	};
}

function ofFinding({id, row, title}: Finding, sizes: ReadonlyMap<string, TableStatus>): MissingIndex {
	const status = sizes.get(row ?? '');
	return {
		id,
		kind: 'scans',
		table: status ? named(status.schema, status.name) : title,
		what: title,
		bytes: status?.tableBytes ?? null,
		suggestion: 'n/a: the columns depend on its queries',
		key: null,
	};
}

function named(schema: string, name: string): string {
	return schema === 'public' ? name : `${schema}.${name}`;
}

const model: Omit<TableModel<MissingIndex>, 'rows'> = {
	id: row => row.id,
	name: row => row.table,
	search: row => `${row.table} ${row.what} ${row.kind}`,
	defaultSort: {column: 'size', descending: true},
	markable: true,
	empty: 'Every foreign key has an index, and no large table is mostly read by sequential scans.',
	columns: [
		{id: 'table', title: 'table', width: 26, text: row => row.table, order: row => row.table},
		{id: 'kind', title: 'for', width: 11, text: row => row.kind, order: row => row.kind},
		{
			id: 'size',
			title: 'table size',
			width: 11,
			align: 'right',
			descendingFirst: true,
			text: row => bytes(row.bytes),
			order: row => row.bytes,
		},
		{id: 'what', title: 'reason', width: 40, flexible: true, text: row => row.what, order: row => row.what},
		{
			id: 'suggestion',
			title: 'suggestion',
			width: 64,
			text: row => row.suggestion,
			order: row => row.suggestion,
		},
	],
};

const known = new WeakMap<Snapshot, readonly MissingIndex[]>();

/** Foreign keys without an index, and tables mostly read by sequential scans, as the finding names them. */
export function missingTable({snapshot}: Live): TableModel<MissingIndex> | undefined {
	const indexes = shownValue(snapshot.sections.indexes)?.value;
	if (!indexes) return undefined;
	const rows = known.get(snapshot) ?? missing(snapshot, indexes.unindexed);
	known.set(snapshot, rows);
	return {...model, rows};
}

function missing({findings, sections}: Snapshot, keys: readonly UnindexedKey[]): MissingIndex[] {
	const scanned = findings.rows.filter(({rule}) => rule === 'index-usage');
	const tables = shownValue(sections.tables)?.value.rows ?? [];
	const byOid = new Map(scanned.length === 0 ? [] : tables.map(status => [String(status.oid), status]));
	return [...keys.map(ofKey), ...scanned.map(finding => ofFinding(finding, byOid))];
}

/** The suggestion in full. */
export function missingDetail(row: MissingIndex, {width, skin}: PaneView): string[] {
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 14)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(11)], part], width, skin),
		);
	return [
		heading([['title', row.table]], [['muted', row.kind]], width, skin),
		...text('reason', row.what),
		...text('table size', bytes(row.bytes)),
		...text('suggestion', row.suggestion),
	];
}
