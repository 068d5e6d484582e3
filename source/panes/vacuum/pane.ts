import {heading, type Segment} from '../../components/skin.ts';
import {type Section, shownValue} from '../../domain/snapshot/section.ts';
import {
	ageWords,
	checkWords,
	dueFor,
	dueWords,
	horizonWords,
	runWords,
	vacuumName,
} from '../../domain/vacuum/row-words.ts';
import type {Vacuum, VacuumRow} from '../../domain/vacuum/schema.ts';
import {age, count, dateTime, plural} from '../../format/quantities.ts';
import {labeled} from '../facts.ts';
import {current, notice, oldness} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {vacuumFacts} from './facts.ts';
import {vacuumTone} from './table.ts';

/** Vacuum: what autovacuum has due, holders of the xmin horizon, and how close the cluster is to wraparound. */
export function vacuumPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.vacuum;
	const vacuum = current(section, live);
	const problems = notice(section, width, skin);
	if (!vacuum) return {lines: problems, rows: 0};
	const {relations} = vacuum.value;
	const value = shownValue(relations)?.value;
	const title: Segment[] = value
		? [
				[value.due > 0 ? 'warning' : 'good', `${count(value.due)} due`],
				` of ${plural(value.total, 'relation')}${value.total > value.rows.length ? `, ${count(value.rows.length)} shown` : ''}`,
			]
		: ['autovacuum'];
	const old = oldOf(relations, view);
	const aside = ['overdue since seen by this console', old].filter(Boolean).join(', ');
	const head = heading(
		title,
		width < 100 ? (old === '' ? [] : [['muted', old]]) : [['muted', aside]],
		width,
		skin,
	);
	const facts = vacuumFacts(vacuum.value, view);
	return aboveTable([...problems, head, ...facts, ...notice(relations, width, skin)], view);
}

function oldOf(section: Section<unknown>, {live}: PaneView): string {
	const shown = shownValue(section);
	return shown ? oldness(shown.sampledAt, live) : '';
}

/** Autovacuum of one relation: each check with its arithmetic. */
export function vacuumDetail(row: VacuumRow, view: PaneView): string[] {
	const {live, width, skin} = view;
	const vacuum = shownValue(live.snapshot.sections.vacuum)?.value;
	const text = labeled(view);
	const when = (at: Date | null) =>
		at === null ? 'none known' : `${dateTime(at)} (${age(at, live.now)} ago)`;
	const overdue = dueFor(row, live.now);
	return [
		heading(
			[['title', `${row.schema}.${vacuumName({...row, schema: 'public'})}`]],
			[[vacuumTone(row) ?? 'plain', dueWords(row)]],
			width,
			skin,
		),
		...checkLines(row, view),
		...(overdue === undefined
			? []
			: text('since', `${overdue}, seen by this console since ${dateTime(row.dueSince)}`)),
		...(row.heldBy === null ? [] : text('held by', row.heldBy.text, 'warning')),
		...text('parameters', optionsWords(row)),
		...text('last vacuum', when(row.lastVacuum)),
		...text('last autovacuum', when(row.lastAutovacuum)),
		...(row.toast
			? []
			: [
					...text('last analyze', when(row.lastAnalyze)),
					...text('last autoanalyze', when(row.lastAutoanalyze)),
				]),
		...(vacuum ? clusterLines(vacuum, view) : []),
	];
}

export function checkLines({checks}: Pick<VacuumRow, 'checks'>, view: PaneView): string[] {
	return checks.flatMap(check =>
		labeled(view)(
			check.kind === 'insert' ? 'insert vacuum' : check.kind,
			checkWords(check),
			check.due ? 'warning' : check.off === null ? 'plain' : 'muted',
		),
	);
}

export function optionsWords({options, toast}: Pick<VacuumRow, 'options' | 'toast'>): string {
	const own = Object.entries(options ?? {}).map(([name, value]) => `${name} = ${value}`);
	return own.length === 0
		? `server parameters${toast ? ': none set on it or its table' : ': none set on it'}`
		: own.join(', ');
}

/** The cluster facts in full, which the pane has no room for. */
function clusterLines({horizon, running, databases}: Vacuum, view: PaneView): string[] {
	const text = labeled(view);
	const {now} = view.live;
	const holders = shownValue(horizon)?.value.holders ?? [];
	const runs = shownValue(running)?.value ?? [];
	const ages = shownValue(databases)?.value;
	return [
		'',
		...holders.flatMap((holder, index) => text(index === 0 ? 'xmin horizon' : '', horizonWords(holder, now))),
		...runs.flatMap((run, index) => text(index === 0 ? 'running' : '', runWords(run, now))),
		...(ages?.databases ?? []).flatMap(({name, transactions, multixacts}, index) => [
			...text(
				index === 0 ? 'wraparound' : '',
				`${name}: transactions, ${ageWords('transactions', transactions)}`,
			),
			...text('', `${name}: multixacts, ${ageWords('multixacts', multixacts)}`),
		]),
		...(ages?.oldest ?? []).flatMap((relation, index) =>
			text(
				index === 0 ? 'oldest here' : '',
				`${relation.schema}.${vacuumName({...relation, schema: 'public'})}, ${count(relation.xidAge)} transactions, ${count(relation.mxidAge)} multixacts`,
			),
		),
	];
}
