import type {Column, TableModel} from '../../components/table/model.ts';
import {lockStrength, modeWords, thingWords} from '../../domain/locks/words.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {duration, shortDuration} from '../../format/quantities.ts';
import type {LockRow} from '../../queries/locks/locks.ts';
import type {Live} from '../../sampler/engine/live.ts';

function lockId(row: LockRow): string {
	const {pid, gid, kind, mode, databaseOid, oid, detail} = row;
	return [pid, gid, kind, mode, databaseOid, oid, detail].join(' ');
}

export function holderWords({pid, gid, user, application}: LockRow): string {
	if (pid === 0) return `prepared "${gid ?? '?'}"`;
	return [`${pid}`, application ? `"${application}"` : '', user ? `of ${user}` : '']
		.filter(Boolean)
		.join(' ');
}

const columns: readonly Column<LockRow>[] = [
	{
		id: 'thing',
		title: 'on',
		width: 26,
		flexible: true,
		most: 44,
		text: thingWords,
		order: thingWords,
	},
	{
		id: 'mode',
		title: 'mode',
		width: 22,
		descendingFirst: true,
		text: ({mode}) => modeWords(mode),
		order: ({mode, granted}) => lockStrength(mode) + (granted ? 0 : 100),
		tone: ({granted}) => (granted ? undefined : 'bad'),
	},
	{
		id: 'granted',
		title: 'status',
		width: 7,
		text: ({granted}) => (granted ? 'granted' : 'waiting'),
		order: ({granted}) => (granted ? 1 : 0),
		tone: ({granted}) => (granted ? 'muted' : 'bad'),
	},
	{
		id: 'pid',
		title: 'pid',
		width: 8,
		text: row => (row.pid === 0 ? 'prepared' : `${row.pid}`),
		order: ({pid}) => pid,
	},
	{
		id: 'waited',
		title: 'waited',
		width: 8,
		align: 'right',
		descendingFirst: true,
		text: ({granted, waitMs}) => (granted ? '' : waitMs === null ? 'n/a' : shortDuration(waitMs)),
		order: ({waitMs}) => waitMs,
	},
	{id: 'state', title: 'state', width: 19, text: ({state}) => state ?? 'n/a', order: ({state}) => state},
	{
		id: 'transaction',
		title: 'xact',
		width: 11,
		align: 'right',
		descendingFirst: true,
		text: ({transactionMs}) => (transactionMs === null ? 'n/a' : duration(transactionMs)),
		order: ({transactionMs}) => transactionMs,
	},
	{id: 'user', title: 'user', width: 10, text: ({user}) => user ?? '', order: ({user}) => user},
	{
		id: 'application',
		title: 'application',
		width: 14,
		text: ({application}) => application ?? '',
		order: ({application}) => application,
	},
	{
		id: 'fast',
		title: 'path',
		width: 5,
		text: ({fastPath}) => (fastPath ? 'fast' : ''),
		order: ({fastPath}) => (fastPath ? 0 : 1),
	},
	{id: 'kind', title: 'type', width: 14, text: ({kind}) => kind, order: ({kind}) => kind},
	{id: 'query', title: 'statement', width: 40, text: ({query}) => query ?? 'n/a', order: ({query}) => query},
];

const model: Omit<TableModel<LockRow>, 'rows'> = {
	id: lockId,
	name: row => `${thingWords(row)}, ${modeWords(row.mode)}`,
	search: row =>
		[thingWords(row), modeWords(row.mode), holderWords(row), row.state, row.kind, row.query].join(' '),
	// Waiting ones first, then the strongest.
	defaultSort: {column: 'mode', descending: true},
	empty: 'No locks except those of transactions on themselves.',
	columns,
};

export function locksTable({snapshot}: Live): TableModel<LockRow> | undefined {
	const locks = shownValue(snapshot.sections.locks)?.value;
	return locks && {...model, rows: locks.rows};
}
