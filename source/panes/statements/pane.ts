import {fitting, heading, line, type Segment} from '../../components/skin.ts';
import {type CountedView, figuresOf} from '../../domain/snapshot/counted.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import type {StatementRow, Statements} from '../../domain/statements/schema.ts';
import {age, clock, count, dateTime, percent, plural, timeAgo} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import {
	byteFigure,
	countFigure,
	shareFigure,
	statementTime,
	timeFigure,
	viewCells,
	viewText,
	viewTitles,
} from '../counted-words.ts';
import {labeled} from '../facts.ts';
import {current, notice, oldness} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {noPlanWords, planLines} from '../plan-lines.ts';
import {databaseName, figure, hitShare, meanText} from './table.ts';

/** The cost of the server's statements, from pg_stat_statements. */
export function statementsPane(view: PaneView, shown: CountedView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.statements;
	const statements = current(section, live);
	const problems = notice(section, width, skin);
	if (!statements) return {lines: problems, rows: 0};
	const {value} = statements;
	const title = `${plural(value.entries, 'statement')}, ${viewText(shown, value.connectedAt, live.now)}`;
	const head = heading(
		[['title', title]],
		fitting(asides(value, live.now), width - title.length - 8),
		width,
		skin,
	);
	return aboveTable([...problems, head], view);
}

/** The limits of the figures, the most important first. */
function asides(value: Statements, now: Date): Segment[][] {
	const {hidden, own, resetSeenAt, evicted, entries, rows, statsReset} = value;
	const parts: Array<Segment | undefined> = [
		resetSeenAt ? ['warning', `counters reset at ${clock(resetSeenAt)}`] : undefined,
		hidden > 0 ? ['warning', `${hidden} hidden: pg_read_all_stats`] : undefined,
		evicted > 0 ? ['warning', `${count(evicted)} evicted`] : undefined,
		rows.length < entries - hidden - own ? ['muted', `top ${count(rows.length)} shown`] : undefined,
		own > 0 ? ['muted', `${count(own)} of pgdeck left out`] : undefined,
		statsReset ? ['muted', `reset ${timeAgo(statsReset, now)}`] : undefined,
	];
	return parts.filter(part => part !== undefined).map((part, index) => (index === 0 ? [part] : [', ', part]));
}

/** One statement in full: its text, and every figure in all three views. */
export function statementDetail(row: StatementRow, view: PaneView): string[] {
	const {live, width, skin} = view;
	const statements = shownValue(live.snapshot.sections.statements)?.value;
	const section = live.detail?.section;
	const whole =
		section?.status === 'ok' && section.value.kind === 'statement' ? section.value.text : undefined;
	const problems =
		section && section.status !== 'pending' && section.status !== 'ok' ? notice(section, width, skin) : [];
	const text = (label: string, value: string) =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], part], width, skin),
		);
	const shownText = whole ?? row.text ?? 'n/a: text not read yet';
	return [
		heading([['title', `query ${row.queryId}`]], [], width, skin),
		...shownText
			.split('\n')
			.flatMap(part =>
				wrap(part.replaceAll('\t', '    '), width - 2).map(piece => line(['  ', piece], width, skin)),
			),
		...problems,
		'',
		...text('database', databaseName(row)),
		...text('user', `${row.user}${row.toplevel ? '' : ', inside a function'}`),
		...text(
			'execution',
			`mean ${statementTime(row.meanMs)}, standard deviation ${statementTime(row.deviationMs)}, min ${statementTime(row.leastMs)}, max ${statementTime(row.mostMs)}`,
		),
		...(statements?.planning
			? text(
					'planning',
					`mean ${statementTime(row.meanPlanMs)}, standard deviation ${statementTime(row.deviationPlanMs)}`,
				)
			: text('planning', 'n/a: pg_stat_statements.track_planning is off')),
		...(row.since ? text('counted since', `${dateTime(row.since)} (${age(row.since, live.now)})`) : []),
		...(statements && !statements.ioTiming ? text('I/O times', 'n/a: track_io_timing is off') : []),
		...(statements && oldness(statements.serverTime, live) !== ''
			? text('sampled', clock(statements.serverTime))
			: []),
		'',
		...(statements ? figureLines(row, statements).map(segments => line(segments, width, skin)) : []),
		...planPart(row, view),
	];
}

/** The sampled query plan. Opening a row plans nothing. */
function planPart({queryId, databaseId}: StatementRow, view: PaneView): string[] {
	const section = view.live.snapshot.sections.plans;
	const plans = shownValue(section)?.value;
	const row =
		plans?.databaseId === databaseId ? plans.rows.find(item => item.queryId === queryId) : undefined;
	if (plans && row?.lines) return planLines('generic plan', plans.plannedAt, row.lines, view);
	return ['', ...labeled(view)('query plan', `n/a: ${noPlanWords(section, row, view)}`, 'muted')];
}

/** A line a figure; the three views side by side. */
function figureLines(row: StatementRow, {sums, blockBytes, planning, ioTiming}: Statements): Segment[][] {
	const counts = (label: string, ...names: Parameters<typeof figure>[2][]) =>
		viewCells(label, view => countFigure(figure(row, view, ...names), view));
	const size = (label: string, unit: number, ...names: Parameters<typeof figure>[2][]) =>
		viewCells(label, view => {
			const value = figure(row, view, ...names);
			return byteFigure(typeof value === 'number' ? value * unit : value, view);
		});
	const times = (label: string, ...names: Parameters<typeof figure>[2][]) =>
		viewCells(label, view => timeFigure(figure(row, view, ...names), view));
	return [
		[...viewTitles],
		counts('calls', 'calls'),
		times('execution', 'execMs'),
		viewCells('share of total', view =>
			shareFigure(figure(row, view, 'execMs'), figuresOf(sums, view)?.execMs),
		),
		viewCells('mean time', view => meanText(row, view)),
		counts('rows', 'rows'),
		...(planning ? [counts('plans', 'plans'), times('planning', 'planMs')] : []),
		viewCells('buffer hit ratio', view =>
			hitShare(row, view) === null ? '-' : percent(hitShare(row, view), 2),
		),
		size('shared hit', blockBytes, 'sharedHit'),
		size('shared read', blockBytes, 'sharedRead'),
		size('shared dirtied', blockBytes, 'sharedDirtied'),
		size('shared written', blockBytes, 'sharedWritten'),
		size('local read', blockBytes, 'localRead'),
		size('local written', blockBytes, 'localWritten'),
		size('temp read', blockBytes, 'tempRead'),
		size('temp written', blockBytes, 'tempWritten'),
		...(ioTiming
			? [
					times('read time', 'readMs'),
					times('write time', 'writeMs'),
					times('temp I/O time', 'tempReadMs', 'tempWriteMs'),
				]
			: []),
		counts('WAL records', 'walRecords'),
		counts('WAL full pages', 'walFullPages'),
		size('WAL', 1, 'walBytes'),
		counts('WAL buffers full', 'walBuffersFull'),
		counts('JIT functions', 'jitFunctions'),
		times('JIT time', 'jitMs'),
		counts('workers planned', 'workersPlanned'),
		counts('workers launched', 'workersLaunched'),
	];
}
