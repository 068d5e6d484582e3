import {duration} from '../../format/quantities.ts';
import type {MaterializedView, UpkeepObjects, ViewRecord} from '../../queries/upkeep/upkeep.ts';
import {type Obstacle, obstacle, shownValue} from '../snapshot/section.ts';
import {type Draft, none, type TaskContext, unknown} from './draft.ts';
import {type Asker, callObstacle, maintainObstacle} from './rights.ts';
import type {UpkeepParts} from './schema.ts';
import {upkeepObstacle} from './words.ts';

const untimed = 'PostgreSQL keeps no time of a refresh, and materialized_views has none of it';

/** Materialized views: how old they are, and whether they can be refreshed while they are read. */
export function viewDrafts({views}: UpkeepParts, {objects, asker, now}: TaskContext): Draft[] {
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
				detail: `n/a: ${untimed}`,
				lastWhy: untimed,
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
	return milliseconds < 60_000 ? 'less than 1 min' : duration(Math.floor(milliseconds / 60_000) * 60_000);
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
	if (!view.mayRefresh) return maintainObstacle(`refresh ${view.schema}.${view.name}`, view, asker);
	if (view.populated && !view.concurrently) {
		return obstacle(upkeepObstacle('unique-index'));
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
