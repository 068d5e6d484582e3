import {expect, it} from 'vitest';
import {suits} from '../../source/postgres/target-session.ts';

const primary = {inRecovery: false, readOnly: false};
const quietPrimary = {inRecovery: false, readOnly: true};
const standby = {inRecovery: true, readOnly: true};

it.each([
	['read-write', [true, false, false]],
	['read-only', [false, true, true]],
	['primary', [true, true, false]],
	['standby', [false, false, true]],
	['prefer-standby', [false, false, true]],
] as const)('%s accepts a primary, a read-only one, a standby: %j', (wanted, expected) => {
	expect([primary, quietPrimary, standby].map(state => suits(state, wanted))).toEqual(expected);
});

it('prefer-standby accepts a primary if no host is a standby', () => {
	expect(suits(primary, 'prefer-standby', true)).toBe(true);
	expect(suits(primary, 'standby', true)).toBe(false);
});
