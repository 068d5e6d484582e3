import type {TableModel} from '../../components/table/model.ts';
import {shownValue} from '../../domain/snapshot/section.ts';
import {upkeepKinds} from '../../domain/upkeep/kinds.ts';
import type {UpkeepTask} from '../../domain/upkeep/schema.ts';
import {taskText} from '../../domain/upkeep/words.ts';
import {shortAge} from '../../format/quantities.ts';
import type {Live} from '../../sampler/engine/live.ts';
import type {Token} from '../../theme/tokens.ts';

const rank = {due: 0, unknown: 1, done: 2} as const;

export function taskTone({state}: UpkeepTask): Token {
	return state === 'due' ? 'warning' : state === 'done' ? 'good' : 'muted';
}

/** The state of a task, and whether this role lacks the privileges for it. */
export function taskState({state, obstacle}: UpkeepTask): string {
	const word = state === 'unknown' ? 'n/a' : state === 'done' ? 'ok' : 'due';
	return obstacle !== null && state === 'due' ? `${word}, denied` : word;
}

/** The time since it was last done; `n/a` if that is not recorded. */
function lastText({lastAt, lastUnknown}: UpkeepTask, now: Date): string {
	if (lastAt !== null) return shortAge(lastAt, now);
	return lastUnknown === null ? 'never' : 'n/a';
}

const model: Omit<TableModel<UpkeepTask>, 'rows'> = {
	id: task => task.name,
	name: task => task.name,
	search: task => `${task.name} ${task.state} ${taskText(task)}`,
	defaultSort: {column: 'state', descending: false},
	empty: 'There are no upkeep tasks.',
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
			title: 'to do',
			width: 20,
			flexible: true,
			text: task => task.detail.text,
			order: task => task.detail.text,
		},
	],
};

export function upkeepTable({snapshot}: Live): TableModel<UpkeepTask> | undefined {
	const upkeep = shownValue(snapshot.sections.upkeep)?.value;
	return upkeep && {...model, rows: upkeep.tasks};
}
