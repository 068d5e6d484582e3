import type {UpkeepTask} from '../../domain/upkeep/schema.ts';
import {dateTime} from '../../format/quantities.ts';
import type {StillRow} from './still-table.ts';

/** A task as a row of text. */
export function upkeepRow({name, state, lastAt, lastUnknown, detail, obstacle}: UpkeepTask): StillRow {
	return {
		task: name,
		state: state === 'unknown' ? 'n/a' : state === 'done' ? 'ok' : 'due',
		'last done': lastAt ? dateTime(lastAt) : lastUnknown === null ? 'never' : 'n/a',
		'what there is to do': detail,
		'possible here': obstacle === null ? 'yes' : `no: ${obstacle}`,
	};
}

/** The missing privileges, each once. */
export function upkeepGrants(tasks: readonly UpkeepTask[]): string {
	const grants = [...new Set(tasks.flatMap(({grant}) => grant ?? []))];
	return grants.length === 0
		? ''
		: `\n  To allow what is not possible:\n${grants.map(text => `    ${text};`).join('\n')}`;
}
