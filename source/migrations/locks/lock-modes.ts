/** Lock modes of tables (PostgreSQL documentation, 13.3.1), the weakest first. */
export const lockModes = [
	'none',
	'ACCESS SHARE',
	'ROW SHARE',
	'ROW EXCLUSIVE',
	'SHARE UPDATE EXCLUSIVE',
	'SHARE',
	'SHARE ROW EXCLUSIVE',
	'EXCLUSIVE',
	'ACCESS EXCLUSIVE',
] as const;
export type LockMode = (typeof lockModes)[number] | 'unknown';

/** The strongest mode; an unknown one counts as the strongest. */
export function strongest(modes: readonly LockMode[]): LockMode {
	if (modes.includes('unknown')) return 'unknown';
	const rank = Math.max(0, ...modes.map(mode => (mode === 'unknown' ? 0 : lockModes.indexOf(mode))));
	return lockModes[rank] ?? 'none';
}

/** A lock of this mode, granted or waiting, blocks writers. */
export function stopsWriters(mode: LockMode): boolean {
	return mode !== 'unknown' && lockModes.indexOf(mode) >= lockModes.indexOf('SHARE');
}
