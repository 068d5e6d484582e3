import {type LockMode, strongest} from '../../migrations/locks/lock-modes.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Plan} from './plan.ts';

type ChecklistItem = {readonly title: string; readonly lock: LockMode; readonly note: string};

/** More steps than these are listed by themselves first: their statements are too many to see what is coming. */
const fewSteps = 8;

/** The steps of a long plan, one line each, with the strongest lock of each and what it is on. */
export function checklist({units}: Plan): readonly ChecklistItem[] {
	if (units.length <= fewSteps) return [];
	return units.map(({title, statements, record}) => {
		const all = [...statements, ...record];
		const lock = strongest(all.map(statement => statement.lock));
		const tables = [...new Set(all.flatMap(statement => (statement.lock === lock ? statement.on : [])))];
		return {title, lock, note: lockNote(lock, tables.map(sanitize))};
	});
}

function lockNote(lock: LockMode, tables: readonly string[]): string {
	if (lock === 'none') return 'locks no existing object';
	if (lock === 'unknown') return 'locks unknown';
	if (tables.length === 0) return lock;
	return `${lock} on ${tables.length > 3 ? `${tables.length} tables` : tables.join(', ')}`;
}
