import type {UpkeepTask} from '../../domain/upkeep/schema.ts';
import {taskText} from '../../domain/upkeep/words.ts';
import {dateTime} from '../../format/quantities.ts';
import type {StillRow} from './still-table.ts';

/** A task as a row of a text table. */
export function upkeepRow({
	name,
	state,
	lastAt,
	lastUnknown,
	detail,
	remarks,
	obstacle,
}: UpkeepTask): StillRow {
	return {
		task: name,
		state: state === 'unknown' ? 'n/a' : state === 'done' ? 'ok' : 'due',
		'last done': lastAt ? dateTime(lastAt) : lastUnknown === null ? 'never' : 'n/a',
		'to do': taskText({detail, remarks}),
		possible: obstacle === null ? 'yes' : `no: ${obstacle.text}`,
	};
}

/** The missing privileges, each once. */
export function upkeepGrants(tasks: readonly UpkeepTask[]): string {
	const grants = [...new Set(tasks.flatMap(({grant}) => grant ?? []))];
	return grants.length === 0 ? '' : `\n  To allow it, run:\n${grants.map(text => `    ${text};`).join('\n')}`;
}
