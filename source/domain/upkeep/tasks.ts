import {bytes, count, dateTime, plural} from '../../format/quantities.ts';
import type {LogEntry} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, shownValue} from '../snapshot/section.ts';
import {type Draft, none, type TaskContext, unknown, why} from './draft.ts';
import type {UpkeepKind} from './kinds.ts';
import {monthName, monthOf, monthsOf} from './months.ts';
import {type Asker, analyzeObstacle, callObstacle, partitionsObstacle} from './rights.ts';
import type {UpkeepParts, UpkeepTask} from './schema.ts';
import {stayingText, strayRows} from './stray-rows.ts';
import {viewDrafts} from './views.ts';
import {upkeepObstacle} from './words.ts';

const dayMs = 86_400_000;
/** After how many days each review is due again. */
const reviewDays = {weekly: 7, monthly: 30, quarterly: 91} as const;
const reviewWords = {
	weekly: 'indexes: which are unused, and how large they are',
	monthly: 'statistics: ANALYZE what has changed, and record the size of every table',
	quarterly: 'everything: ANALYZE all tables, record sizes, indexes and retention',
} as const;

const standby = obstacle(upkeepObstacle('standby'));

/** Every piece of upkeep with whether it is due: what the pane and `pgdeck upkeep` list. */
export function upkeepTasks(parts: UpkeepParts, context: TaskContext): UpkeepTask[] {
	const drafts = [
		...partitionDrafts(parts, context),
		...retentionDrafts(parts, context),
		...viewDrafts(parts, context),
		...statisticsDrafts(parts, context),
		...reviewDrafts(parts, context),
	];
	return drafts.map(({obstacle: own, knownAt, lastWhy, ...draft}) => {
		const obstacle = context.asker.inRecovery ? standby : own;
		const noted = lastNoted(parts, draft.kind, draft.target);
		const lastAt = newest(noted?.doneAt ?? null, knownAt ?? null);
		return {
			...draft,
			name: draft.target === '' ? draft.kind : `${draft.kind}:${draft.target}`,
			lastAt,
			lastUnknown: lastAt === null ? (why(parts.log) ?? lastWhy ?? null) : null,
			obstacle: obstacle?.reason ?? null,
			grant: obstacle?.grant ?? null,
		};
	});
}

function partitionDrafts({partitions}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(partitions);
	if (!known) return [unknown('partitions', partitions)];
	if (known.value.length === 0) return [none('partitions', 'no table here is partitioned by time')];
	return known.value.map(table => {
		const {missing, last, odd} = monthsOf(table, now);
		const strays = strayRows(table, now);
		const soon = missing.some(month => month <= monthOf(now, 1));
		const stray = [
			...(strays.movable > 0 ? [`${strays.moving} in the default partition`] : []),
			...strays.staying.map(stayingText),
			...(strays.unknown === undefined
				? []
				: [`what is in the default partition is not known: ${strays.unknown}`]),
		].map(text => `; ${text}`);
		// Rows that no month can be made for stay, whatever is done: they are told, and nothing is due for them.
		const due = soon || strays.movable > 0;
		const reach =
			last === undefined
				? `no partition for ${monthName(now)}`
				: last >= monthOf(now, 239)
					? 'has months without end'
					: `has months to ${monthName(last)}`;
		const target = `${table.schema}.${table.name}`;
		if (odd) {
			const notMonths = obstacle(upkeepObstacle('no-months'));
			return {
				kind: 'partitions',
				target,
				state: 'unknown',
				detail: `n/a: ${notMonths.reason}`,
				obstacle: notMonths,
			};
		}
		return {
			kind: 'partitions',
			target,
			state: due ? 'due' : strays.unknown === undefined ? 'done' : 'unknown',
			detail: `${reach}${soon && last !== undefined ? `, none for ${missing.map(monthName).join(', ')}` : ''}${stray.join('')}`,
			obstacle: partitionsObstacle(table, objects, asker),
		};
	});
}

function retentionDrafts({retention}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(retention);
	if (!known) return [unknown('retention', retention)];
	if (known.value.length === 0) return [none('retention', 'data_retention_policies has no active policy')];
	const closed = callObstacle(['apply_retention', 'retention_policies', 'retention_step'], objects, asker);
	return known.value.map(due => {
		const base = {kind: 'retention', target: due.policy, knownAt: due.lastRunAt} as const;
		if (due.problem !== null) {
			const reason = due.problem.replace(/\.$/, '');
			return {
				...base,
				state: 'unknown',
				detail: `n/a: ${reason}`,
				obstacle: obstacle(upkeepObstacle('unknown', {reason})),
			};
		}
		const rows = `${due.rowsEstimated ? '~' : ''}${plural(due.dueRows ?? 0, 'row')}`;
		const what = [
			due.partitions > 0 ? plural(due.partitions, 'partition') : '',
			`${rows}, ${bytes(due.dueBytes)}`,
		]
			.filter(Boolean)
			.join(', ');
		// Single rows grow old every second: they count once a day.
		const rested = due.lastRunAt !== null && now.getTime() - due.lastRunAt.getTime() < dayMs;
		const overdue = due.partitions > 0 || ((due.dueRows ?? 0) > 0 && !rested);
		const verb = due.action === 'delete' ? 'delete' : 'archive';
		return {
			...base,
			state: overdue ? 'due' : 'done',
			detail:
				(due.dueRows ?? 0) === 0 && due.partitions === 0
					? // Of a month that is not over yet there may be older rows.
						`nothing is due: the last ${plural(due.days ?? 0, 'day')} are kept, months as a whole`
					: `${verb} ${what}, older than ${plural(due.days ?? 0, 'day')}`,
			obstacle: closed,
		};
	});
}

function reviewDrafts(parts: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const reason = why(parts.log);
	return (['weekly', 'monthly', 'quarterly'] as const).map(kind => {
		const entry = lastNoted(parts, kind, '');
		const last = entry?.doneAt;
		const leftOut = Number(entry?.summary.leftOut ?? 0);
		const needs =
			kind === 'weekly' ? (['note_upkeep'] as const) : (['note_upkeep', 'record_table_sizes'] as const);
		const due =
			last === undefined || leftOut > 0 || now.getTime() - last.getTime() > reviewDays[kind] * dayMs;
		const words =
			leftOut > 0
				? `${plural(leftOut, 'table')} left out for want of rights; ${reviewWords[kind]}`
				: reviewWords[kind];
		return {
			kind,
			target: '',
			state: reason === undefined ? (due ? 'due' : 'done') : 'unknown',
			detail: reason === undefined ? words : `n/a: ${reason}`,
			obstacle:
				callObstacle(needs, objects, asker) ??
				(kind === 'monthly' ? analyzeNothing(parts, asker) : undefined) ??
				(kind === 'quarterly' ? analyzeNothingAtAll(parts, asker) : undefined),
		};
	});
}

function lastNoted({log}: UpkeepParts, kind: UpkeepKind, target: string): LogEntry | undefined {
	return shownValue(log)?.value.find(entry => entry.task === kind && entry.target === target);
}

function newest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}

/** The planner's statistics of all tables, as one task. */
export function statisticsDrafts(parts: UpkeepParts, {asker}: TaskContext): Draft[] {
	const known = shownValue(parts.statistics);
	if (!known) return [unknown('analyze', parts.statistics)];
	const {tables, due, countedSince} = known.value;
	const unrecorded = due.filter(({analyzedAt}) => analyzedAt === null).length;
	const obstacle = analyzeNothing(parts, asker);
	const more = due.length >= 500 ? ' or more' : '';
	const detail =
		due.length === 0
			? `all ${plural(tables, 'table')} have statistics as new as their rows ask for`
			: `${plural(due.length, 'table')}${more} of ${count(tables)} due${unrecorded === 0 ? '' : `; of ${count(unrecorded)} of them ${unrecordedText(countedSince)}`}`;
	return [
		{
			kind: 'analyze',
			target: '',
			state: due.length > 0 ? 'due' : 'done',
			detail,
			obstacle,
		},
	];
}

/** The counters that hold when a table was analyzed go with a crash: without an entry nobody knows that it never was. */
function unrecordedText({at}: {readonly at: Date | null}): string {
	return at === null
		? 'no ANALYZE is recorded (counters may have been erased)'
		: `no ANALYZE is recorded since ${dateTime(at)}, when the counters began`;
}

/** Why this role can ANALYZE nothing of what is due. */
export function analyzeNothing({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const due = shownValue(statistics)?.value.due ?? [];
	const [first] = due;
	return first && due.every(({mayAnalyze}) => !mayAnalyze) ? analyzeObstacle(first, asker) : undefined;
}

/** Why it can ANALYZE nothing at all, which a review of everything would have to. */
export function analyzeNothingAtAll({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const {allowed, refused} = shownValue(statistics)?.value ?? {};
	return allowed === 0 && refused ? analyzeObstacle(refused, asker) : undefined;
}
