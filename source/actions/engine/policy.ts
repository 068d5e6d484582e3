import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {block, pass} from './check.ts';
import type {Check, Plan} from './plan.ts';
import {checkWord} from './words.ts';

export type Permission = {readonly readOnly: boolean};

/** How an action runs, as far as the policy asks. */
export type Manner = {
	/** One statement that writes nothing and needs nothing of its session: it also runs on a standby and through a pooler. */
	readonly runsAnywhere?: true;
};

/**
Why an action may not run, if so; without an action, why nothing may be changed at all. Asked for the keys, for the plan,
and again by the runner, which is the guard that counts.
*/
export function refusal(server: ServerIdentity, permission: Permission, action?: Manner): string | undefined {
	return policyChecks(server, permission, action).find(({verdict}) => verdict === 'block')?.text;
}

export function policyChecks(
	{inRecovery}: ServerIdentity,
	{readOnly}: Permission,
	action?: Manner,
): readonly Check[] {
	return [
		readOnly ? block(checkWord('read-only-mode')) : pass(checkWord('read-write-mode')),
		!inRecovery
			? pass(checkWord('primary'))
			: action?.runsAnywhere
				? pass(checkWord('standby-signals'))
				: block(checkWord('standby')),
	];
}

/** The database's name, typed to confirm what loses data, and everything in production. */
export function typedWord(risk: Plan['risk'], server: ServerIdentity): string | undefined {
	return risk === 'irreversible' || server.production ? server.database : undefined;
}
