import type {Action, PlanContext} from './action.ts';
import {type Check, type Plan, planId, type Target, type UnitDraft} from './plan.ts';
import {policyChecks, typedWord} from './policy.ts';
import {writeChecks} from './write-default.ts';

type Parts<T extends Target> = {
	readonly title: string;
	readonly risk: Plan['risk'];
	/** In the order in which they run, numbered from 1. */
	readonly units: ReadonlyArray<UnitDraft<T>>;
	/** Runs before the requested units, as number 0. */
	readonly first?: UnitDraft<T> | undefined;
	readonly checks: readonly Check[];
	readonly advisoryLock?: string;
	/** Typed to confirm, instead of the word that the risk requires; null for none. */
	readonly typedWord?: string | null;
};

/** The plan of an action: its own parts, and the checks that apply to every change. */
export async function createPlan<T extends Target>(
	action: Pick<Action, 'id' | 'runsAnywhere'>,
	{connection, server, permission, now}: PlanContext,
	{title, risk, units, first, checks, advisoryLock, typedWord: own}: Parts<T>,
): Promise<Plan<T>> {
	const id = planId();
	const word = own === undefined ? typedWord(risk, server) : (own ?? undefined);
	return {
		id,
		action: action.id,
		title,
		risk,
		server,
		units: [
			...(first ? [{...first, id: `${id}.0`}] : []),
			...units.map((unit, index) => ({...unit, id: `${id}.${index + 1}`})),
		],
		checks: [
			...policyChecks(server, permission, action),
			...(await writeChecks(connection, action)),
			...checks,
		],
		...(advisoryLock === undefined ? {} : {advisoryLock}),
		...(word === undefined ? {} : {typedWord: word}),
		plannedAt: now,
	};
}
