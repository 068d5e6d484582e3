import {lockModes} from './lock-modes.ts';
import type {Lock} from './lock-rules.ts';

const line = /^[\t ]*-- locks: (.*)$/gm;

/**
What a DO block says that it locks, since no parser can tell: in lines of its body as "-- locks: ACCESS EXCLUSIVE on
tenants, users", or "-- locks: nothing". Undefined where it says none, or anything that is not understood. For the pack's
own blocks tests/sql/pack-declared-locks.test.ts holds it against pg_locks.
*/
export function declaredLocks(text: string): Lock[] | undefined {
	const parts = [...text.matchAll(line)].flatMap(([, declared = '']) => declared.split(';'));
	if (parts.length === 0) return undefined;
	const locks: Lock[] = [];
	for (const part of parts.map(each => each.trim())) {
		if (part === 'nothing') continue;
		const [, written, relations = ''] = /^([A-Z ]+) on (.+)$/.exec(part) ?? [];
		const mode = lockModes.find(known => known === written);
		if (mode === undefined) return undefined;
		locks.push(...relations.split(/,\s*/).map(relation => ({mode, relation})));
	}
	return locks;
}
