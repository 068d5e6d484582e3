import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {block, pass} from './check.ts';
import type {Check, Plan} from './plan.ts';
import {checkWord} from './words.ts';

export type Permission = {readonly readOnly: boolean};

/** The facts about an action that the policy needs. */
export type Manner = {
	/**
	A single statement that writes nothing and needs no session state: it also runs on a standby and through a pooler.
	*/
	readonly runsAnywhere?: true;
};

/**
Why an action may not run, if so; without an action, why no change is allowed at all. Checked for the keys, for the
plan, and again by the runner, whose check is decisive.
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

/** The name of the database, typed to confirm what loses data, and every change in production. */
export function typedWord(risk: Plan['risk'], server: ServerIdentity): string | undefined {
	return risk === 'irreversible' || server.production ? server.database : undefined;
}
