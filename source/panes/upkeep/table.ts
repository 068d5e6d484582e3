import type {TableModel} from '../../components/table/model.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {upkeepKinds} from '../../domain/upkeep/kinds.ts';
import type {UpkeepTask} from '../../domain/upkeep/schema.ts';
import {shortAge} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

const rank = {due: 0, unknown: 1, done: 2} as const;

export function taskTone({state}: UpkeepTask): Token {
	return state === 'due' ? 'warning' : state === 'done' ? 'good' : 'muted';
}

/** What state a task is in, in a word; and in another that this role can't do it. */
export function taskState({state, obstacle}: UpkeepTask): string {
	const word = state === 'unknown' ? 'n/a' : state === 'done' ? 'ok' : 'due';
	return obstacle !== null && state === 'due' ? `${word}, no right` : word;
}

/** How long ago it was last done. `n/a` where nothing remembers that. */
function lastText({lastAt, lastUnknown}: UpkeepTask, now: Date): string {
	if (lastAt !== null) return shortAge(lastAt, now);
	return lastUnknown === null ? 'never' : 'n/a';
}

const model: Omit<TableModel<UpkeepTask>, 'rows'> = {
	id: task => task.name,
	name: task => task.name,
	search: task => `${task.name} ${task.state} ${task.detail}`,
	defaultSort: {column: 'state', descending: false},
	empty: 'There is no upkeep to do here.',
	markable: true,
	columns: [
		{
			id: 'task',
			title: 'task',
			width: 30,
			text: task => task.name,
			order: task => upkeepKinds.indexOf(task.kind),
		},
		{
			id: 'state',
			title: 'state',
			width: 13,
			text: taskState,
			order: task => rank[task.state] * 100 + upkeepKinds.indexOf(task.kind),
			tone: taskTone,
		},
		{
			id: 'last',
			title: 'last',
			width: 8,
			align: 'right',
			descendingFirst: true,
			text: (task, {now}) => lastText(task, now),
			order: task => task.lastAt?.getTime() ?? null,
		},
		{
			id: 'detail',
			title: 'what there is to do',
			width: 20,
			flexible: true,
			text: task => task.detail,
			order: task => task.detail,
		},
	],
};

export function upkeepTable({snapshot}: Live): TableModel<UpkeepTask> | undefined {
	const upkeep = shownValue(snapshot.sections.upkeep)?.value;
	return upkeep && {...model, rows: upkeep.tasks};
}
