import {bytes, count, duration, plural} from '../format/quantities.ts';
import {describeError} from '../postgres/server-error.ts';
import type {LogEntry, MaterializedView, UpkeepObjects, ViewRecord} from '../queries/upkeep.ts';
import {monthName, monthOf, monthsOf} from './months.ts';
import {type Section, shownValue} from './section.ts';
import type {UpkeepParts, UpkeepTask} from './upkeep.ts';
import type {UpkeepKind} from './upkeep-kinds.ts';
import {type Asker, callObstacle, maintainGrant, type Obstacle} from './upkeep-rights.ts';

/** What a task is worked out from, beside the parts: what of the pack is here, and who asks. */
export type TaskContext = {readonly objects: UpkeepObjects; readonly asker: Asker; readonly now: Date};

type Draft = Omit<UpkeepTask, 'name' | 'lastAt' | 'lastUnknown' | 'obstacle' | 'grant'> & {
	readonly obstacle?: Obstacle | undefined;
	/** When it was last done, as far as its own table tells. */
	readonly knownAt?: Date | null;
};

const dayMs = 86_400_000;
/** After how many days each review is due again. */
export const reviewDays = {weekly: 7, monthly: 30, quarterly: 91} as const;
const reviewWords = {
	weekly: 'indexes: which are unused, and how large they are',
	monthly: 'statistics: ANALYZE what has changed, and record the size of every table',
	quarterly: 'everything: ANALYZE all tables, record sizes, indexes and retention',
} as const;

/** Every piece of upkeep with whether it is due: what the pane and `pgdeck upkeep` list. */
export function upkeepTasks(parts: UpkeepParts, context: TaskContext): UpkeepTask[] {
	const drafts = [
		...partitionDrafts(parts, context),
		...retentionDrafts(parts, context),
		...viewDrafts(parts, context),
		...statisticsDrafts(parts, context),
		...reviewDrafts(parts, context),
	];
	return drafts.map(({obstacle, knownAt, ...draft}) => {
		const noted = lastNoted(parts, draft.kind, draft.target);
		const lastAt = newest(noted?.doneAt ?? null, knownAt ?? null);
		return {
			...draft,
			name: draft.target === '' ? draft.kind : `${draft.kind}:${draft.target}`,
			lastAt,
			lastUnknown: lastAt === null ? (why(parts.log) ?? null) : null,
			obstacle: obstacle?.reason ?? null,
			grant: obstacle?.grant ?? null,
		};
	});
}

function partitionDrafts({partitions}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(partitions);
	if (!known) return [unknown('partitions', partitions)];
	if (known.value.length === 0) return [none('partitions', 'no table here is partitioned by time')];
	const obstacle = callObstacle(['create_monthly_partitions'], objects, asker);
	return known.value.map(table => {
		const {missing, last, odd, strayRows} = monthsOf(table, now);
		const soon = missing.some(month => month <= monthOf(now, 1));
		const stray =
			strayRows === null || strayRows === 0 ? '' : `; ${plural(strayRows, 'row')} in the default partition`;
		const reach =
			last === undefined
				? `no partition for ${monthName(now)}`
				: last >= monthOf(now, 239)
					? 'has months without end'
					: `has months to ${monthName(last)}`;
		const target = `${table.schema}.${table.name}`;
		if (odd) {
			const reason = 'its partitions are not months';
			return {
				kind: 'partitions',
				target,
				state: 'unknown',
				detail: `n/a: ${reason}`,
				obstacle: {reason, grant: null},
			};
		}
		return {
			kind: 'partitions',
			target,
			state: soon || (strayRows ?? 0) > 0 ? 'due' : 'done',
			detail: `${reach}${soon && last !== undefined ? `, none for ${missing.map(monthName).join(', ')}` : ''}${stray}`,
			obstacle,
		};
	});
}

function retentionDrafts({retention}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(retention);
	if (!known) return [unknown('retention', retention)];
	if (known.value.length === 0) return [none('retention', 'data_retention_policies has no active policy')];
	const obstacle = callObstacle(['apply_retention', 'retention_policies', 'retention_step'], objects, asker);
	return known.value.map(due => {
		const base = {kind: 'retention', target: due.policy, knownAt: due.lastRunAt} as const;
		if (due.problem !== null) {
			const reason = due.problem.replace(/\.$/, '');
			return {...base, state: 'unknown', detail: `n/a: ${reason}`, obstacle: {reason, grant: null}};
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
					? `nothing is older than ${plural(due.days ?? 0, 'day')}`
					: `${verb} ${what}, older than ${plural(due.days ?? 0, 'day')}`,
			obstacle,
		};
	});
}

function viewDrafts({views}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(views);
	if (!known) return [unknown('refresh', views)];
	if (known.value.length === 0) return [none('refresh', 'there is no materialized view here')];
	return known.value.map(view => {
		const target = `${view.schema}.${view.name}`;
		const {record} = view;
		const base = {
			kind: 'refresh',
			target,
			knownAt: record?.refreshedAt ?? null,
			obstacle: viewObstacle(view, objects, asker),
		} as const;
		if (!view.populated) return {...base, state: 'due', detail: 'never filled: nobody can read it'};
		if (!record?.refreshedAt || record.intervalMs === null) {
			return {
				...base,
				state: 'unknown',
				detail: 'n/a: PostgreSQL keeps no time of a refresh, and materialized_views has none of it',
			};
		}
		const ageMs = now.getTime() - record.refreshedAt.getTime();
		const error = record.error ? `; the last one failed: ${record.error}` : '';
		return {
			...base,
			state: record.active && ageMs > record.intervalMs ? 'due' : 'done',
			detail: `${wholeMinutes(ageMs)} old, ${record.active ? `to be refreshed every ${duration(record.intervalMs)}` : 'not to be refreshed'}${error}`,
		};
	});
}

/** Coarse, so that nothing changes at every look. */
function wholeMinutes(milliseconds: number): string {
	return milliseconds < 60_000 ? 'less than 1m' : duration(Math.floor(milliseconds / 60_000) * 60_000);
}

/** Why this role can't refresh a view while it is read. */
export function viewObstacle(
	view: MaterializedView,
	objects: UpkeepObjects,
	asker: Asker,
): Obstacle | undefined {
	if (isToolStats(view, objects)) {
		if (objects.functions.refresh_tool_stats === true || view.mayRefresh) return undefined;
		return callObstacle(['refresh_tool_stats'], objects, asker);
	}
	if (!view.mayRefresh) {
		return {
			reason: `this role may not refresh it: it belongs to ${view.owner}`,
			grant: maintainGrant(view.quoted, view.owner, asker),
		};
	}
	if (view.populated && !view.concurrently) {
		return {
			reason:
				'it has no unique index on plain columns of all rows, which REFRESH CONCURRENTLY needs; without that its readers would wait',
			grant: null,
		};
	}
	return undefined;
}

/** What the registry's own list says of a view. */
export function recordOf(
	{schema, name}: {readonly schema: string; readonly name: string},
	records: readonly ViewRecord[],
): ViewRecord | undefined {
	return records.find(({view}) => view === `${schema}.${name}` || (schema === 'public' && view === name));
}

/** The pack's own, which has a function of its own that others than the owner may be given. */
export function isToolStats(
	{schema, name}: {readonly schema: string; readonly name: string},
	objects: UpkeepObjects,
): boolean {
	return (
		schema === 'mcp' && name === 'tool_execution_stats' && objects.functions.refresh_tool_stats !== undefined
	);
}

function statisticsDrafts({statistics}: UpkeepParts, {asker}: TaskContext): Draft[] {
	const known = shownValue(statistics);
	if (!known) return [unknown('analyze', statistics)];
	const {tables, never, due} = known.value;
	const closed = due.find(({mayAnalyze}) => !mayAnalyze);
	const more = due.length >= 500 ? ' or more' : '';
	const detail =
		due.length === 0
			? `all ${plural(tables, 'table')} have statistics as new as their rows ask for`
			: `${plural(due.length, 'table')}${more} of ${count(tables)} due, ${count(never)} of them never analyzed`;
	return [
		{
			kind: 'analyze',
			target: '',
			state: due.length > 0 ? 'due' : 'done',
			detail,
			...(due.length > 0 && due.every(({mayAnalyze}) => !mayAnalyze) && closed
				? {obstacle: analyzeObstacle(closed, asker)}
				: {}),
		},
	];
}

/** Who may ANALYZE a table: its owner, so a member of that role. */
export function analyzeObstacle(
	{schema, name, owner, quoted}: {schema: string; name: string; owner: string; quoted: string},
	asker: Asker,
): Obstacle {
	return {
		reason: `this role may not ANALYZE ${schema}.${name}, which belongs to ${owner}`,
		grant: maintainGrant(quoted, owner, asker),
	};
}

function reviewDrafts(parts: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const reason = why(parts.log);
	return (['weekly', 'monthly', 'quarterly'] as const).map(kind => {
		const last = lastNoted(parts, kind, '')?.doneAt;
		const needs =
			kind === 'weekly' ? (['note_upkeep'] as const) : (['note_upkeep', 'record_table_sizes'] as const);
		const due = last === undefined || now.getTime() - last.getTime() > reviewDays[kind] * dayMs;
		return {
			kind,
			target: '',
			state: reason === undefined ? (due ? 'due' : 'done') : 'unknown',
			detail: reason === undefined ? reviewWords[kind] : `n/a: ${reason}`,
			obstacle: callObstacle(needs, objects, asker),
		};
	});
}

/** A part of which nothing is known stands as one task that says why. */
function unknown(kind: UpkeepKind, section: Section<unknown>): Draft {
	const reason = why(section) ?? 'it was not asked for';
	const grant = section.status === 'denied' ? section.grant : null;
	return {kind, target: '', state: 'unknown', detail: `n/a: ${reason}`, obstacle: {reason, grant}};
}

/** A kind of which there is nothing to look after. */
function none(kind: UpkeepKind, reason: string): Draft {
	return {kind, target: '', state: 'done', detail: reason, obstacle: {reason, grant: null}};
}

/** Why a part is not known; undefined where it is. */
function why(section: Section<unknown>): string | undefined {
	switch (section.status) {
		case 'ok':
			return undefined;
		case 'pending':
			return 'not sampled yet';
		case 'unsupported':
		case 'denied':
			return section.reason.replace(/\.$/, '');
		case 'failed':
			return section.last ? undefined : describeError(section.error).replace(/\.$/, '');
	}
}

function lastNoted({log}: UpkeepParts, kind: UpkeepKind, target: string): LogEntry | undefined {
	return shownValue(log)?.value.find(entry => entry.task === kind && entry.target === target);
}

function newest(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
