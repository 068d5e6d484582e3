import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {Check, Plan} from './plan.ts';

export type Permission = {readonly readOnly: boolean};

/** How an action runs, as far as the policy asks. */
export type Manner = {
	/** One statement that writes nothing and needs nothing of its session: it also runs on a standby and through a pooler. */
	readonly runsAnywhere?: true;
};

/**
Why it may not be done, if so; without an action, why nothing may be changed at all. Asked for the keys, for the plan, and
again by the runner, which is the guard that counts.
*/
export function refusal(server: ServerIdentity, permission: Permission, action?: Manner): string | undefined {
	if (permission.readOnly) return 'pgdeck runs read only. Start it without --read-only to change anything.';
	if (server.inRecovery && !action?.runsAnywhere)
		return 'This server is a standby, which takes no changes. Connect to its primary.';
	return undefined;
}

export function policyChecks(server: ServerIdentity, permission: Permission, action?: Manner): Check[] {
	return [
		permission.readOnly
			? {name: 'mode', verdict: 'block', detail: 'pgdeck runs read only. Start it without --read-only.'}
			: {name: 'mode', verdict: 'pass', detail: 'pgdeck may write'},
		serverCheck(server, action),
	];
}

function serverCheck({inRecovery}: ServerIdentity, action: Manner | undefined): Check {
	const name = 'server';
	if (!inRecovery) return {name, verdict: 'pass', detail: 'it is a primary'};
	return action?.runsAnywhere
		? {name, verdict: 'pass', detail: 'it is a standby, whose sessions can be signaled'}
		: {
				name,
				verdict: 'block',
				detail: 'it is a standby, which takes no changes. Connect to its primary.',
			};
}

/** Asked of whoever loses data by it, and of everyone in production: the name of the database, typed out. */
export function typedWord(risk: Plan['risk'], server: ServerIdentity): string | undefined {
	return risk === 'irreversible' || server.production ? server.database : undefined;
}
