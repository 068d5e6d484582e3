import {heading, line, type Segment} from '../../components/skin.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {monthName} from '../../domain/upkeep/months.ts';
import type {Upkeep, UpkeepTask} from '../../domain/upkeep/schema.ts';
import {age, bytes, count, dateTime, percent, plural} from '../../format/quantities.ts';
import {wrap} from '../../terminal/width.ts';
import {current, notice} from '../notice.ts';
import {aboveTable, type Drawn, type PaneView} from '../pane.ts';
import {taskState, taskTone} from './table.ts';

/** Upkeep tasks: which are due, and when each was last done. */
export function upkeepPane(view: PaneView): Drawn {
	const {live, width, skin} = view;
	const section = live.snapshot.sections.upkeep;
	const upkeep = current(section, live);
	const problems = notice(section, width, skin);
	if (!upkeep) return {lines: problems, rows: 0};
	const recorded: Segment[] =
		upkeep.value.log.status === 'ok'
			? [['muted', 'recorded in mcp.upkeep_log']]
			: [['muted', 'not recorded']];
	const head = heading(upkeepSegments(upkeep.value), recorded, width, skin);
	return aboveTable([...problems, head], view);
}

function upkeepSegments({tasks}: Upkeep): Segment[] {
	const number = (state: UpkeepTask['state']) => tasks.filter(task => task.state === state).length;
	return [
		[number('due') > 0 ? 'warning' : 'good', `${number('due')} due`],
		`, ${number('done')} ok, ${number('unknown')} n/a`,
	];
}

/** One task in full, with the objects that it is about. */
export function upkeepDetail(task: UpkeepTask, {live, width, skin}: PaneView): string[] {
	const text = (label: string, value: string, token: 'plain' | 'warning' = 'plain') =>
		wrap(value, Math.max(10, width - 18)).map((part, index) =>
			line(['  ', ['muted', (index === 0 ? label : '').padEnd(15)], [token, part]], width, skin),
		);
	const upkeep = shownValue(live.snapshot.sections.upkeep)?.value;
	const last =
		task.lastAt !== null
			? `${dateTime(task.lastAt)} (${age(task.lastAt, live.now)} ago)`
			: task.lastUnknown === null
				? 'never'
				: `n/a: ${task.lastUnknown.text}`;
	const entry =
		upkeep &&
		shownValue(upkeep.log)?.value.find(
			({task: kind, target}) => kind === task.kind && target === task.target,
		);
	return [
		heading([['title', task.name]], [[taskTone(task), taskState(task)]], width, skin),
		...[task.detail, ...task.remarks].flatMap((item, index) => text(index === 0 ? 'to do' : '', item.text)),
		...text('last done', last),
		...(entry ? text('by', `${entry.doneBy}${summaryText(entry.summary)}`) : []),
		...(task.obstacle === null
			? text('action', 'press x')
			: text('not possible', task.obstacle.text, 'warning')),
		...(task.grant === null ? [] : text('to allow it', `${task.grant};`)),
		...(upkeep ? facts(task, upkeep, live.now).flatMap(([label, value]) => text(label, value)) : []),
	];
}

/** The findings that a review recorded: `: unused 5, unusedBytes 52428800`. */
function summaryText(summary: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(summary).map(([name, value]) => `${name} ${String(value)}`);
	return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

/** The partitions or tables that a task is about. */
function facts(task: UpkeepTask, upkeep: Upkeep, now: Date): Array<readonly [string, string]> {
	switch (task.kind) {
		case 'partitions': {
			const table = shownValue(upkeep.partitions)?.value.find(
				({schema, name}) => `${schema}.${name}` === task.target,
			);
			return (table?.parts ?? []).map(
				({default: isDefault, starts, ends, rows}, index) =>
					[
						index === 0 ? 'partitions' : '',
						`${isDefault ? 'default' : `${starts ? monthName(starts) : 'unbounded'} to ${ends ? monthName(ends) : 'unbounded'}`}, ~${plural(rows, 'row')}`,
					] as const,
			);
		}
		case 'analyze':
		case 'monthly':
		case 'quarterly': {
			const statistics = shownValue(upkeep.statistics)?.value;
			const due = (statistics?.due ?? []).map(
				({schema, name, analyzedAt, changed}, index) =>
					[
						index === 0 ? 'due' : '',
						`${schema}.${name}: ${analyzedAt ? `analyzed ${age(analyzedAt, now)} ago, ${plural(changed, 'row')} changed since` : 'no ANALYZE is recorded'}`,
					] as const,
			);
			const oldest = statistics?.oldestAt;
			return [
				...(statistics
					? [
							[
								'tables',
								`${count(statistics.tables)}, oldest ANALYZE ${oldest ? `${dateTime(oldest)} (${age(oldest, now)} ago)` : 'n/a: none is recorded'}`,
							] as const,
						]
					: []),
				...due,
				...(task.kind === 'analyze' ? [] : growthFacts(upkeep, now)),
			];
		}
		default:
			return [];
	}
}

function growthFacts({growth}: Upkeep, now: Date): Array<readonly [string, string]> {
	const known = shownValue(growth)?.value;
	if (!known) return [['growth', `n/a: ${'reason' in growth ? growth.reason : 'not sampled'}`]];
	if (known.firstAt === null)
		return [['growth', 'n/a: no sizes are recorded yet. The monthly review records them.']];
	if (known.tables.length === 0) {
		return [
			[
				'growth',
				`n/a: the oldest record is ${age(known.firstAt, now)} old, and growth is measured over at least 20 days`,
			],
		];
	}
	return known.tables
		.flatMap(item => (item.bytes === null || item.bytesThen === 0 ? [] : [{...item, bytes: item.bytes}]))
		.toSorted((a, b) => b.bytes / b.bytesThen - a.bytes / a.bytesThen)
		.slice(0, 20)
		.map(
			({table, bytes: size, bytesThen, recordedAt}, index) =>
				[
					index === 0 ? 'growth' : '',
					`${table}: ${bytes(bytesThen)} to ${bytes(size)} (${percent(size / bytesThen - 1)}) in ${age(recordedAt, now)}`,
				] as const,
		);
}
