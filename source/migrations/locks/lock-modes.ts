/** Lock modes of tables (PostgreSQL documentation, 13.3.1), from harmless to those that stop everyone. */
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

/** The mode that conflicts with most; one that is not known counts as the worst. */
export function strongest(modes: readonly LockMode[]): LockMode {
	if (modes.includes('unknown')) return 'unknown';
	const rank = Math.max(0, ...modes.map(mode => (mode === 'unknown' ? 0 : lockModes.indexOf(mode))));
	return lockModes[rank] ?? 'none';
}

/** Such a lock keeps others from writing, and so does waiting for one. */
export function stopsWriters(mode: LockMode): boolean {
	return mode !== 'unknown' && lockModes.indexOf(mode) >= lockModes.indexOf('SHARE');
}
