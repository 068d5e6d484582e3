import {RefusedError} from '../../postgres/errors.ts';
import {checkLine} from './check.ts';
import {blockers, type Plan} from './plan.ts';

declare const confirmed: unique symbol;

/** A plan that the user has seen and confirmed. Only `confirm` makes one, and the runner accepts nothing else. */
export type ConfirmedPlan = Plan & {readonly [confirmed]: true};

const confirmedPlans = new WeakSet<Plan>();

/**
@param typed the typed word, if the plan asks for one
@throws {RefusedError} if a check blocks the plan, or the word is wrong
*/
export function confirm(plan: Plan, typed?: string): ConfirmedPlan {
	const [blocker] = blockers(plan);
	if (blocker) throw new RefusedError(`The plan is blocked: ${checkLine(blocker)}`);
	if (plan.typedWord !== undefined && typed !== plan.typedWord) {
		throw new RefusedError(`To confirm, type the word ${plan.typedWord}.`);
	}
	const frozen = freeze(structuredClone(plan)) as ConfirmedPlan;
	confirmedPlans.add(frozen);
	return frozen;
}

/** The type alone could be forged. */
export function isConfirmed(plan: Plan): plan is ConfirmedPlan {
	return confirmedPlans.has(plan);
}

function freeze<T>(value: T): T {
	if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const item of Object.values(value)) freeze(item);
	}
	return value;
}
