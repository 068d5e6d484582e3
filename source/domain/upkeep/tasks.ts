import type {LogEntry, RetentionDue} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, shownValue} from '../snapshot/section.ts';
import {type Draft, none, type TaskContext, unknown, why} from './draft.ts';
import type {UpkeepKind} from './kinds.ts';
import {monthName, monthOf, monthsOf} from './months.ts';
import {type Asker, analyzeObstacle, callObstacle, partitionsObstacle} from './rights.ts';
import type {UpkeepParts, UpkeepTask} from './schema.ts';
import {strayRows} from './stray-rows.ts';
import {viewDrafts} from './views.ts';
import {lastWord, type RetentionAmount, taskWord, upkeepObstacle} from './words.ts';

const dayMs = 86_400_000;
/** Days after which each review is due again. */
const reviewDays = {weekly: 7, monthly: 30, quarterly: 91} as const;

const standby = obstacle(upkeepObstacle('standby'));

/** Every task of upkeep and whether it is due, as the pane and `pgdeck upkeep` list them. */
export function upkeepTasks(parts: UpkeepParts, context: TaskContext): UpkeepTask[] {
	const drafts = [
		...partitionDrafts(parts, context),
		...retentionDrafts(parts, context),
		...viewDrafts(parts, context),
		...statisticsDrafts(parts, context),
		...reviewDrafts(parts, context),
	];
	return drafts.map(({kind, target, state, detail, remarks, obstacle: own, knownAt, lastWhy}): UpkeepTask => {
		const hindrance = context.asker.inRecovery ? standby : own;
		const noted = lastNoted(parts, kind, target);
		const lastAt = newest(noted?.doneAt ?? null, knownAt ?? null);
		const reason = why(parts.log);
		return {
			name: target === '' ? kind : `${kind}:${target}`,
			kind,
			target,
			state,
			detail,
			remarks: [...(remarks ?? [])],
			lastAt,
			lastUnknown:
				lastAt !== null ? null : reason === undefined ? (lastWhy ?? null) : lastWord('unknown', {reason}),
			obstacle: hindrance ? {code: hindrance.code, facts: hindrance.facts, text: hindrance.reason} : null,
			grant: hindrance?.grant ?? null,
		};
	});
}

function partitionDrafts({partitions}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(partitions);
	if (!known) return [unknown('partitions', partitions)];
	if (known.value.length === 0) return [none('partitions', 'no-partitioned-table')];
	return known.value.map((table): Draft => {
		const {missing, last, odd} = monthsOf(table, now);
		const base = {kind: 'partitions', target: `${table.schema}.${table.name}`} as const;
		if (odd) {
			return {
				...base,
				state: 'unknown',
				detail: taskWord('not-monthly'),
				obstacle: obstacle(upkeepObstacle('not-monthly')),
			};
		}
		const strays = strayRows(table, now);
		const soon = missing.some(month => month <= monthOf(now, 1));
		// Rows that fit no month stay whatever is done, so they make nothing due.
		const due = soon || strays.movable > 0;
		return {
			...base,
			state: due ? 'due' : strays.unknown === undefined ? 'done' : 'unknown',
			detail: reach(last, soon ? missing : [], now),
			remarks: [
				...(strays.movable > 0
					? [taskWord('rows-to-move', {rows: strays.movable, orMore: strays.movableOrMore})]
					: []),
				...strays.staying.map(({reason}) => reason),
				...(strays.unknown === undefined ? [] : [taskWord('rows-uncounted', {reason: strays.unknown})]),
			],
			obstacle: partitionsObstacle(table, objects, asker),
		};
	});
}

/** How far ahead a table has partitions. */
function reach(last: Date | undefined, missing: readonly Date[], now: Date): Draft['detail'] {
	if (last === undefined) return taskWord('no-current-month', {month: monthName(now)});
	if (last >= monthOf(now, 239)) return taskWord('months-unbounded');
	const until = monthName(last);
	return missing.length === 0
		? taskWord('months-until', {until})
		: taskWord('months-missing', {until, missing: missing.map(monthName)});
}

/** The work due by a policy, as facts. */
export function amountOf({partitions, dueRows, rowsEstimated, dueBytes}: RetentionDue): RetentionAmount {
	return {partitions, rows: dueRows ?? 0, rowsEstimated, sizeBytes: dueBytes};
}

function retentionDrafts({retention}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(retention);
	if (!known) return [unknown('retention', retention)];
	if (known.value.length === 0) return [none('retention', 'no-policy')];
	const closed = callObstacle(['apply_retention', 'retention_policies', 'retention_step'], objects, asker);
	return known.value.map((policy): Draft => {
		const base = {kind: 'retention', target: policy.policy, knownAt: policy.lastRunAt} as const;
		const {problem} = policy;
		if (problem !== null) {
			return {
				...base,
				state: 'unknown',
				detail: taskWord('policy-problem', {problem}),
				obstacle: obstacle(upkeepObstacle('policy', {problem})),
			};
		}
		const amount = amountOf(policy);
		const days = policy.days ?? 0;
		// Rows grow old every second: they make the policy due once a day.
		const rested = policy.lastRunAt !== null && now.getTime() - policy.lastRunAt.getTime() < dayMs;
		return {
			...base,
			state: amount.partitions > 0 || (amount.rows > 0 && !rested) ? 'due' : 'done',
			detail:
				amount.rows === 0 && amount.partitions === 0
					? taskWord('retention-kept', {days})
					: taskWord('retention-due', {...amount, action: policy.action, days}),
			obstacle: closed,
		};
	});
}

function reviewDrafts(parts: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const reason = why(parts.log);
	return (['weekly', 'monthly', 'quarterly'] as const).map((kind): Draft => {
		const entry = lastNoted(parts, kind, '');
		const last = entry?.doneAt;
		const refused = Number(entry?.summary.leftOut ?? 0);
		const needs =
			kind === 'weekly' ? (['note_upkeep'] as const) : (['note_upkeep', 'record_table_sizes'] as const);
		const due =
			last === undefined || refused > 0 || now.getTime() - last.getTime() > reviewDays[kind] * dayMs;
		return {
			kind,
			target: '',
			state: reason === undefined ? (due ? 'due' : 'done') : 'unknown',
			detail: reason === undefined ? taskWord(`review-${kind}`) : taskWord('unknown', {reason}),
			remarks: reason === undefined && refused > 0 ? [taskWord('tables-refused', {tables: refused})] : [],
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

/** The planner statistics of all tables, as one task. */
function statisticsDrafts(parts: UpkeepParts, {asker}: TaskContext): Draft[] {
	const known = shownValue(parts.statistics);
	if (!known) return [unknown('analyze', parts.statistics)];
	const {tables, due, countedSince} = known.value;
	const unrecorded = due.filter(({analyzedAt}) => analyzedAt === null).length;
	const since = countedSince.at?.toISOString() ?? null;
	return [
		{
			kind: 'analyze',
			target: '',
			state: due.length > 0 ? 'due' : 'done',
			detail:
				due.length === 0
					? taskWord('statistics-current', {tables})
					: taskWord('statistics-due', {due: due.length, orMore: due.length >= 500, tables}),
			// A crash resets the counters that hold the times: without an entry the table may still have been analyzed.
			remarks: unrecorded > 0 ? [taskWord('no-analyze-recorded', {tables: unrecorded, since})] : [],
			obstacle: analyzeNothing(parts, asker),
		},
	];
}

/** Why this role may ANALYZE none of the due tables. */
function analyzeNothing({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const due = shownValue(statistics)?.value.due ?? [];
	const [first] = due;
	return first && due.every(({mayAnalyze}) => !mayAnalyze) ? analyzeObstacle(first, asker) : undefined;
}

/** Why this role may ANALYZE no table at all, as the quarterly review requires. */
function analyzeNothingAtAll({statistics}: UpkeepParts, asker: Asker): Obstacle | undefined {
	const {allowed, refused} = shownValue(statistics)?.value ?? {};
	return allowed === 0 && refused ? analyzeObstacle(refused, asker) : undefined;
}
