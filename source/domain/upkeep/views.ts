import type {MaterializedView, UpkeepObjects, ViewRecord} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, shownValue} from '../snapshot/section.ts';
import {type Draft, none, type TaskContext, unknown} from './draft.ts';
import {type Asker, callObstacle, maintainObstacle} from './rights.ts';
import type {UpkeepParts} from './schema.ts';
import {lastWord, taskWord, upkeepObstacle} from './words.ts';

/** Materialized views: their age, and whether they can be refreshed CONCURRENTLY. */
export function viewDrafts({views}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
	const known = shownValue(views);
	if (!known) return [unknown('refresh', views)];
	if (known.value.length === 0) return [none('refresh', 'no-view')];
	return known.value.map((view): Draft => {
		const {record} = view;
		const base = {
			kind: 'refresh',
			target: `${view.schema}.${view.name}`,
			knownAt: record?.refreshedAt ?? null,
			obstacle: viewObstacle(view, objects, asker),
		} as const;
		if (!view.populated) return {...base, state: 'due', detail: taskWord('never-filled')};
		if (!record?.refreshedAt || record.intervalMs === null) {
			return {
				...base,
				state: 'unknown',
				detail: taskWord('no-refresh-time'),
				lastWhy: lastWord('no-refresh-time'),
			};
		}
		const ageMs = now.getTime() - record.refreshedAt.getTime();
		return {
			...base,
			state: record.active && ageMs > record.intervalMs ? 'due' : 'done',
			detail: taskWord('view-age', {
				ageMs: wholeMinutes(ageMs),
				intervalMs: record.active ? record.intervalMs : null,
			}),
			remarks: record.error ? [taskWord('refresh-failed', {message: record.error})] : [],
		};
	});
}

/** Coarse, so that a sample does not differ from the one before. */
const wholeMinutes = (milliseconds: number): number => Math.floor(milliseconds / 60_000) * 60_000;

/** Why this role can't refresh a view CONCURRENTLY. */
export function viewObstacle(
	view: MaterializedView,
	objects: UpkeepObjects,
	asker: Asker,
): Obstacle | undefined {
	if (isToolStats(view, objects)) {
		if (objects.functions.refresh_tool_stats === true || view.mayRefresh) return undefined;
		return callObstacle(['refresh_tool_stats'], objects, asker);
	}
	if (!view.mayRefresh) return maintainObstacle(`refresh ${view.schema}.${view.name}`, view, asker);
	return view.populated && !view.concurrently ? obstacle(upkeepObstacle('unique-index')) : undefined;
}

/** The row for a view in the registry's own table of refreshes. */
export function recordOf(
	{schema, name}: {readonly schema: string; readonly name: string},
	records: readonly ViewRecord[],
): ViewRecord | undefined {
	return records.find(({view}) => view === `${schema}.${name}` || (schema === 'public' && view === name));
}

/** The view of the pack, which has a function to refresh it that other roles can be granted. */
export function isToolStats(
	{schema, name}: {readonly schema: string; readonly name: string},
	objects: UpkeepObjects,
): boolean {
	return (
		schema === 'mcp' && name === 'tool_execution_stats' && objects.functions.refresh_tool_stats !== undefined
	);
}
