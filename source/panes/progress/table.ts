import {bar} from '../../components/sparkline.ts';
import type {TableModel} from '../../components/table/model.ts';
import type {Work} from '../../domain/progress/schema.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {age, bytes, percent, shortCount} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';

/** `CREATE INDEX CONCURRENTLY`, or the kind. */
export function workName({command, kind}: Work): string {
	if (kind === 'copy') return command ?? 'COPY';
	return command ?? kindWords(kind).toUpperCase();
}

/** `base backup`, `create index`: view names are one word. */
function kindWords(kind: string): string {
	return kind === 'basebackup' ? 'base backup' : kind.replaceAll('_', ' ');
}

export function workTarget({relation, relationId, index, database, kind}: Work): string {
	if (kind === 'basebackup') return 'whole cluster';
	const table = relation ?? (relationId ? `${database ?? 'n/a'}, relation ${relationId}` : (database ?? '-'));
	return index === null ? table : `${table} (${index})`;
}

/** `12.3k of 45.6k blocks`. */
export function amountText({done, total, unit, hidden}: Work): string {
	if (hidden) return 'n/a: requires pg_monitor';
	if (done === null || unit === null) return '-';
	const text = (value: number) => (unit === 'bytes' ? bytes(value) : shortCount(value));
	const amount = total === null ? text(done) : `${text(done)} of ${text(total)}`;
	return unit === 'bytes' ? amount : `${amount} ${unit}`;
}

const model: Omit<TableModel<Work>, 'rows' | 'empty'> = {
	id: row => row.id,
	name: row => `${workName(row)} ${row.pid}`,
	search: row => `${workName(row)} ${workTarget(row)} ${row.phase ?? ''} ${row.pid} ${row.user ?? ''}`,
	defaultSort: {column: 'running', descending: true},
	columns: [
		{id: 'target', title: 'on', width: 18, flexible: true, most: 44, text: workTarget, order: workTarget},
		{id: 'operation', title: 'operation', width: 12, text: workName, order: workName},
		{
			id: 'phase',
			title: 'phase',
			width: 19,
			text: row => row.phase ?? (row.hidden ? 'n/a' : '-'),
			order: row => row.phase,
		},
		{
			id: 'share',
			title: 'phase done',
			width: 11,
			descendingFirst: true,
			text: (row, {glyphs}) =>
				row.share === null ? 'n/a' : `${percent(row.share, 0).padStart(5)} ${bar(row.share, 5, glyphs)}`,
			order: row => row.share,
		},
		{
			id: 'running',
			title: 'running',
			width: 11,
			align: 'right',
			descendingFirst: true,
			text: (row, {now}) => (row.startedAt ? age(row.startedAt, now) : 'n/a'),
			order: row => (row.startedAt ? -row.startedAt.getTime() : null),
		},
		{id: 'pid', title: 'pid', width: 8, align: 'right', text: row => String(row.pid), order: row => row.pid},
		{id: 'amount', title: 'done', width: 24, text: amountText, order: row => row.done},
		{id: 'waits', title: 'waits on', width: 22, text: row => row.waits ?? '-', order: row => row.waits},
		{
			id: 'user',
			title: 'user',
			width: 18,
			text: row => row.user ?? row.backend ?? 'n/a',
			order: row => row.user ?? row.backend,
		},
	],
};

export function progressTable({snapshot}: Live): TableModel<Work> | undefined {
	const progress = shownValue(snapshot.sections.progress)?.value;
	return (
		progress && {
			...model,
			rows: progress.rows,
			empty: `No ${progress.kinds.map(kindWords).join(', ')} in progress.`,
		}
	);
}
