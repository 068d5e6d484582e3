import {describe, expect, it} from 'vitest';
import {type ConfirmedPlan, confirm, isConfirmed} from '../../source/actions/engine/confirm.ts';
import {blockers, planId} from '../../source/actions/engine/plan.ts';
import {RefusedError} from '../../source/postgres/errors.ts';
import {blockedPlan, planOf, productionPlan} from '../helpers/fixtures-plans.ts';

/** Why a plan was not confirmed. */
function refusalOf(...args: Parameters<typeof confirm>): unknown {
	try {
		return confirm(...args);
	} catch (error) {
		return error;
	}
}

describe('confirm', () => {
	it('returns the confirmed plan', () => {
		const plan = planOf();
		const confirmed = confirm(plan);
		expect(confirmed).toEqual(plan);
		expect(isConfirmed(confirmed)).toBe(true);
	});

	it('refuses a plan that a check blocks, with its reason, whatever was typed', () => {
		for (const plan of [blockedPlan, {...blockedPlan, typedWord: 'registry'}]) {
			expect(refusalOf(plan, 'registry')).toBeInstanceOf(RefusedError);
			expect(refusalOf(plan, 'registry')).toHaveProperty(
				'message',
				expect.stringContaining('This server is a standby'),
			);
		}
	});

	it.each([undefined, '', 'Registry', 'registry ', 'yes'])('refuses another word: %j', typed => {
		expect(refusalOf(productionPlan, typed)).toBeInstanceOf(RefusedError);
	});

	it('accepts the word', () => {
		expect(isConfirmed(confirm(productionPlan, 'registry'))).toBe(true);
	});

	it('refuses with exit code 3', () => {
		expect(refusalOf(blockedPlan)).toHaveProperty('exitCode', 3);
	});
});

describe('a plan is confirmed only by confirm', () => {
	it('not by its shape', () => {
		expect(isConfirmed(planOf())).toBe(false);
		expect(isConfirmed(planOf() as ConfirmedPlan)).toBe(false);
	});

	it('not by being the source of a confirmed one', () => {
		const plan = planOf();
		confirm(plan);
		expect(isConfirmed(plan)).toBe(false);
	});

	it('not by being a copy of a confirmed one', () => {
		const confirmed = confirm(planOf());
		expect(isConfirmed({...confirmed})).toBe(false);
		expect(isConfirmed(structuredClone(confirmed))).toBe(false);
	});
});

describe('a confirmed plan cannot be changed afterwards', () => {
	it('not at any depth', () => {
		const confirmed = confirm(planOf()) as unknown as {
			title: string;
			units: Array<{statements: Array<{text: string}>; target: {oid: number}}>;
		};
		expect(() => {
			confirmed.title = 'other';
		}).toThrow(TypeError);
		expect(() => confirmed.units.push()).toThrow(TypeError);
		expect(() => {
			for (const {statements} of confirmed.units)
				for (const statement of statements) statement.text = 'DROP DATABASE x';
		}).toThrow(TypeError);
		expect(() => {
			for (const {target} of confirmed.units) target.oid = 1;
		}).toThrow(TypeError);
	});

	it('not through its source', () => {
		const plan = structuredClone(planOf()) as ReturnType<typeof planOf> & {units: unknown[]};
		const confirmed = confirm(plan);
		plan.units.length = 0;
		expect(confirmed.units).toHaveLength(2);
	});
});

it('planId is short enough to type, and unique', () => {
	const ids = Array.from({length: 200}, planId);
	for (const id of ids) expect(id).toMatch(/^[\da-f]{6}$/);
	// Two of 200 are the same once in eight hundred runs, three pairs never.
	expect(new Set(ids).size).toBeGreaterThan(197);
});

it('blockers are the blocking checks, without warnings', () => {
	expect(blockers(planOf())).toEqual([]);
	expect(blockers(blockedPlan).map(({code}) => code)).toEqual(['standby']);
});
