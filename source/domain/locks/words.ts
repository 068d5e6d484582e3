import type {LockedThing} from '../../queries/blocking/blocking.ts';

/** Conflicting modes of each mode (lock.h), as pg_locks names them, the weakest first. */
const conflicts: Readonly<Record<string, readonly string[]>> = {
	AccessShareLock: ['AccessExclusiveLock'],
	RowShareLock: ['ExclusiveLock', 'AccessExclusiveLock'],
	RowExclusiveLock: ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'],
	ShareUpdateExclusiveLock: [
		'ShareUpdateExclusiveLock',
		'ShareLock',
		'ShareRowExclusiveLock',
		'ExclusiveLock',
		'AccessExclusiveLock',
	],
	ShareLock: [
		'RowExclusiveLock',
		'ShareUpdateExclusiveLock',
		'ShareRowExclusiveLock',
		'ExclusiveLock',
		'AccessExclusiveLock',
	],
	ShareRowExclusiveLock: [
		'RowExclusiveLock',
		'ShareUpdateExclusiveLock',
		'ShareLock',
		'ShareRowExclusiveLock',
		'ExclusiveLock',
		'AccessExclusiveLock',
	],
	ExclusiveLock: [
		'RowShareLock',
		'RowExclusiveLock',
		'ShareUpdateExclusiveLock',
		'ShareLock',
		'ShareRowExclusiveLock',
		'ExclusiveLock',
		'AccessExclusiveLock',
	],
	AccessExclusiveLock: [
		'AccessShareLock',
		'RowShareLock',
		'RowExclusiveLock',
		'ShareUpdateExclusiveLock',
		'ShareLock',
		'ShareRowExclusiveLock',
		'ExclusiveLock',
		'AccessExclusiveLock',
	],
};

/** Whether two modes conflict. Unknown modes conflict with everything. */
export function lockConflict(one: string, other: string): boolean {
	return conflicts[one]?.includes(other) ?? true;
}

/** Modes that conflict with a mode of the documentation (`SHARE`), as pg_locks names them. */
export function modesAgainst(documented: string): readonly string[] {
	return Object.entries(conflicts).find(([mode]) => modeWords(mode) === documented)?.[1] ?? [];
}

/** 1 for the weakest mode, 0 for an unknown one. */
export function lockStrength(mode: string): number {
	return Object.keys(conflicts).indexOf(mode) + 1;
}

/** `AccessExclusiveLock` as the documentation has it: `ACCESS EXCLUSIVE`. */
export function modeWords(mode: string): string {
	return mode
		.replace(/Lock$/, '')
		.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
		.toUpperCase();
}

/** The locked object: `public.orders`, `row 0,17 of public.orders`, `transaction 4711`. */
export function thingWords({kind, relation, oid, databaseOid, here, detail}: LockedThing): string {
	const of =
		relation ?? (oid === null ? 'a relation' : `relation ${oid}${here ? '' : ` of database ${databaseOid}`}`);
	switch (kind) {
		case 'relation':
			return of;
		case 'extend':
			return `extension of ${of}`;
		case 'page':
			return `page ${detail ?? '?'} of ${of}`;
		case 'tuple':
			return `row ${detail ?? '?'} of ${of}`;
		case 'transactionid':
			return `transaction ${detail ?? '?'}`;
		case 'virtualxid':
			return `virtual transaction ${detail ?? '?'}`;
		case 'advisory':
			return `advisory lock ${detail ?? '?'}${here ? '' : ` of database ${databaseOid}`}`;
		case 'object':
			return `object ${oid ?? '?'}${here ? '' : ` of database ${databaseOid}`}`;
		default:
			return [kind, detail].filter(Boolean).join(' ');
	}
}
