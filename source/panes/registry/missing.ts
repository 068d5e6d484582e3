import {heading, line, type Segment} from '../../components/skin.ts';
import type {TableModel} from '../../components/table/model.ts';
import type {Missing, MissingRow} from '../../domain/registry/missing.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {age, bytes, plural} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import {wrap} from '../../terminal/width.ts';
import type {Token} from '../../theme/tokens.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';

/** Objects of the registry pack that the database is missing, whatever its ledger says. */
export function missingObjectPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.missing;
	const missing = current(section, live);
	const problems = notice(section, width, skin);
	if (!missing) return {lines: problems, rows: 0};
	const {value} = missing;
	const head = heading(
		missingSegments(value),
		[['muted', `as of ${age(value.checkedAt, live.now)} ago`]],
		width,
		skin,
	);
	return aboveTable([...problems, head], view);
}

function missingSegments({rows}: Missing): Segment[] {
	const built = rows.filter(({lock}) => lock !== null).length;
	if (rows.length === 0) return [['good', 'Nothing is missing']];
	return [
		[built > 0 ? 'warning' : 'good', `${plural(built, 'object')} to build`],
		...(rows.length > built ? ([', ', `${rows.length - built} different or skipped`] as Segment[]) : []),
	];
}

function missingTone({lock}: MissingRow): Token {
	return lock === null ? 'muted' : 'warning';
}

const sizeText = ({table, tableBytes}: MissingRow) =>
	table === null ? '-' : tableBytes === null ? 'n/a' : bytes(tableBytes);
const stateText = ({state}: MissingRow) => state.replaceAll('-', ' ');
/** A label: the opened row has the sentence. */
const noteText = ({note}: MissingRow) => note?.code.replaceAll('-', ' ') ?? '-';
const lockText = ({lock}: MissingRow) => (lock === null ? 'not built' : lock);

const model: Omit<TableModel<MissingRow>, 'rows'> = {
	id: row => `${row.kind} ${row.name}`,
	name: row => row.name,
	search: row => `${row.kind} ${row.name} ${row.table ?? ''} ${row.state} ${row.note?.text ?? ''}`,
	defaultSort: {column: 'state', descending: false},
	empty: 'Nothing is missing: all objects of the registry pack exist.',
	columns: [
		{
			id: 'name',
			title: 'name',
			width: 18,
			flexible: true,
			most: 64,
			text: row => row.name,
			order: row => row.name,
		},
		{id: 'kind', title: 'kind', width: 10, text: row => row.kind, order: row => row.kind},
		{
			id: 'state',
			title: 'state',
			width: 12,
			text: stateText,
			order: row => `${row.lock === null ? 1 : 0} ${row.state} ${row.kind}`,
			tone: missingTone,
		},
		{
			id: 'size',
			title: 'table',
			width: 7,
			align: 'right',
			descendingFirst: true,
			text: sizeText,
			order: row => row.tableBytes,
		},
		{id: 'lock', title: 'lock', width: 22, text: lockText, order: row => row.lock},
		{id: 'note', title: 'note', width: 22, text: noteText, order: noteText},
	],
};

export function missingObjectTable({snapshot}: Live): TableModel<MissingRow> | undefined {
	const missing = shownValue(snapshot.sections.missing)?.value;
	return missing && {...model, rows: missing.rows};
}

/** One object in full. */
export function missingObjectDetail(row: MissingRow, {live, width, skin}: PaneView): string[] {
	const checkedAt = shownValue(live.snapshot.sections.missing)?.value.checkedAt;
	const fact = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], part], width, skin),
		);
	const lock = row.lock === 'none' ? 'none: it locks no existing object' : lockText(row);
	return [
		heading([['title', `${row.kind} ${row.name}`]], [[missingTone(row), stateText(row)]], width, skin),
		...fact('table', row.table === null ? '-' : `${row.table}, ${sizeText(row)}`),
		...fact('lock', lock),
		...(row.note === null ? [] : fact('note', row.note.text)),
		...(checkedAt ? fact('as of', `${age(checkedAt, live.now)} ago`) : []),
		...(row.lock === null
			? []
			: ['', line(['  ', ['muted', 'x plans the build of missing objects.']], width, skin)]),
	];
}
