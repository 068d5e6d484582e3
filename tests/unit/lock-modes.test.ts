import {expect, it} from 'vitest';
import {type LockMode, lockModes, strongest} from '../../source/migrations/locks/lock-modes.ts';

it.each([
	['nothing', [], 'none'],
	['one', ['SHARE'], 'SHARE'],
	['the one that conflicts with most', ['ROW EXCLUSIVE', 'ACCESS EXCLUSIVE', 'SHARE'], 'ACCESS EXCLUSIVE'],
	['none beside others', ['none', 'ACCESS SHARE'], 'ACCESS SHARE'],
	['one that is not known, which counts as the worst', ['ACCESS EXCLUSIVE', 'unknown'], 'unknown'],
] as Array<[string, LockMode[], LockMode]>)('the strongest of %s', (_what, modes, expected) => {
	expect(strongest(modes)).toBe(expected);
	expect(strongest(modes.toReversed())).toBe(expected);
});

it('modes are in the order of the documentation (13.3.1)', () => {
	for (const [index, mode] of lockModes.entries())
		expect(strongest(lockModes.slice(0, index + 1))).toBe(mode);
});
