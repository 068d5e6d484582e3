import type {TableModel} from '../../components/table/model.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {mostPressing, pressure, type VacuumCheck} from '../../domain/vacuum/autovacuum.ts';
import {dueWords, vacuumName} from '../../domain/vacuum/row-words.ts';
import type {VacuumRow} from '../../domain/vacuum/schema.ts';
import {heldLabel} from '../../domain/vacuum/words.ts';
import {percent, shortAge, shortCount} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

const checkOf = ({checks}: VacuumRow, kind: VacuumCheck['kind']) => checks.find(check => check.kind === kind);

/** Due is a warning; due many times over, or by age, is worse. */
export function vacuumTone({checks}: Pick<VacuumRow, 'checks'>): Token | undefined {
	const due = checks.filter(check => check.due);
	if (due.length === 0)
		return checks.every(({kind, off}) => off !== null || isAge(kind)) ? 'muted' : undefined;
	return due.some(check => isAge(check.kind) || pressure(check) >= 5) ? 'bad' : 'warning';
}

function isAge(kind: VacuumCheck['kind']): boolean {
	return kind === 'freeze' || kind === 'multixact';
}

function last(a: Date | null, b: Date | null): {at: Date | null; auto: boolean} {
	if (a === null || (b !== null && b > a)) return {at: b, auto: b !== null};
	return {at: a, auto: false};
}

/** `4.50M/2.00M`: the value and the threshold. */
const counts = (id: string, title: string, kind: VacuumCheck['kind']) => ({
	id,
	title,
	width: 12,
	align: 'right' as const,
	descendingFirst: true,
	text(row: VacuumRow) {
		const check = checkOf(row, kind);
		if (!check) return '-';
		return `${shortCount(check.value)}/${check.threshold === null ? 'off' : shortCount(Math.floor(check.threshold))}`;
	},
	order: (row: VacuumRow) => checkOf(row, kind)?.value ?? null,
	tone: (row: VacuumRow): Token | undefined => (checkOf(row, kind)?.due ? 'warning' : undefined),
});

/** Age as a share of the maximum age. */
const ages = (id: string, title: string, kind: VacuumCheck['kind']) => ({
	id,
	title,
	width: 8,
	align: 'right' as const,
	descendingFirst: true,
	text(row: VacuumRow) {
		const check = checkOf(row, kind);
		return check?.threshold ? percent(check.value / check.threshold) : 'n/a';
	},
	order: (row: VacuumRow) => checkOf(row, kind)?.value ?? null,
	tone: (row: VacuumRow): Token | undefined => (checkOf(row, kind)?.due ? 'bad' : undefined),
});

const model: Omit<TableModel<VacuumRow>, 'rows'> = {
	markable: true,
	id: row => String(row.oid),
	name: vacuumName,
	search: row => `${row.schema}.${row.name} ${dueWords(row)} ${row.heldBy?.text ?? ''}`,
	defaultSort: {column: 'next', descending: true},
	empty: 'This database has no tables of its own.',
	columns: [
		{
			id: 'name',
			title: 'table',
			width: 19,
			flexible: true,
			most: 64,
			text: vacuumName,
			order: vacuumName,
		},
		{
			id: 'next',
			title: 'autovacuum',
			width: 24,
			descendingFirst: true,
			text: row => dueWords(row),
			order(row) {
				const most = mostPressing(row.checks);
				return most ? pressure(most) : -1;
			},
			tone: vacuumTone,
		},
		counts('dead', 'dead/due', 'vacuum'),
		ages('freeze', 'xid age', 'freeze'),
		{
			id: 'since',
			title: 'overdue',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: (row, {now}) => (row.dueSince === null ? '-' : shortAge(row.dueSince, now)),
			order: row => (row.dueSince === null ? null : -row.dueSince.getTime()),
		},
		{
			id: 'vacuumed',
			title: 'vacuumed',
			width: 13,
			align: 'right',
			text(row, {now}) {
				const {at, auto} = last(row.lastVacuum, row.lastAutovacuum);
				return at === null ? 'none known' : `${shortAge(at, now)}${auto ? ' auto' : ''}`;
			},
			order: row => last(row.lastVacuum, row.lastAutovacuum).at?.getTime() ?? null,
		},
		{
			id: 'held',
			title: 'held by',
			width: 32,
			text: row => (row.heldBy === null ? '' : heldLabel(row.heldBy)),
			order: row => (row.heldBy === null ? null : heldLabel(row.heldBy)),
			tone: () => 'warning',
		},
		counts('inserted', 'inserted/due', 'insert'),
		counts('changed', 'changed/due', 'analyze'),
		ages('multixact', 'mxid age', 'multixact'),
	],
};

export function vacuumTable({snapshot}: Live): TableModel<VacuumRow> | undefined {
	const vacuum = shownValue(snapshot.sections.vacuum)?.value;
	const relations = vacuum && shownValue(vacuum.relations)?.value;
	return relations && {...model, rows: relations.rows};
}
