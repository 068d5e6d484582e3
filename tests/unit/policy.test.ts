import {describe, expect, it} from 'vitest';
import {policyChecks, refusal, typedWord} from '../../source/actions/engine/policy.ts';
import {mannerOf} from '../../source/actions/sessions/targets.ts';
import {actionOf} from '../../source/actions/table.ts';
import {identity} from '../helpers/fixtures-sections.ts';

const standby = {...identity, inRecovery: true};
const production = {...identity, production: true};

describe('refusal', () => {
	it.each([
		['nothing on a primary', identity, false, undefined],
		['nothing in production, which requires a typed word instead', production, false, undefined],
		['read-only mode', identity, true, '--read-only'],
		['a standby', standby, false, 'standby'],
		['read-only mode before anything else', standby, true, '--read-only'],
	])('for %s', (_what, server, readOnly, reason) => {
		const refused = refusal(server, {readOnly});
		if (reason === undefined) expect(refused).toBeUndefined();
		else expect(refused).toContain(reason);
	});
});

it.each([
	['cancel-backends', true],
	['terminate-backends', true],
	['rollback-prepared', false],
	['drop-indexes', false],
	['vacuum', false],
] as const)('a standby takes %s: %s, which writes nothing', (id, takes) => {
	const action = actionOf(id);
	expect(mannerOf(id).runsAnywhere === true).toBe(takes);
	expect(refusal(standby, {readOnly: false}, action) === undefined).toBe(takes);
	expect(policyChecks(standby, {readOnly: false}, action).every(({verdict}) => verdict === 'pass')).toBe(
		takes,
	);
	expect(refusal(standby, {readOnly: true}, action)).toContain('--read-only');
});

it('the checks of a plan block exactly when changes are refused', () => {
	for (const server of [identity, standby, production]) {
		for (const readOnly of [false, true]) {
			const blocked = policyChecks(server, {readOnly}).some(({verdict}) => verdict === 'block');
			expect(blocked).toBe(refusal(server, {readOnly}) !== undefined);
		}
	}
});

describe('typedWord', () => {
	it.each([
		['low', identity, undefined],
		['high', identity, undefined],
		['irreversible', identity, 'registry'],
		['low', production, 'registry'],
		['high', production, 'registry'],
		['irreversible', production, 'registry'],
	] as const)('for %s risk', (risk, server, word) => {
		expect(typedWord(risk, server)).toBe(word);
	});
});
