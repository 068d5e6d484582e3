import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import type {ActionId, Check, Plan} from './plan.ts';

export type Permission = {readonly readOnly: boolean};

/**
Whether it is one statement that writes nothing and needs nothing of its session: a standby takes it, where alone who
holds up its replay can be signalled, and it may go through a pooler.
*/
export function isSignal(action: ActionId | undefined): boolean {
	return action === 'cancel-backends' || action === 'terminate-backends';
}

/**
Why it may not be done, if so; without an action, why nothing may be changed at all. Asked for the keys, for the plan, and
again by the runner, which is the guard that counts.
*/
export function refusal(
	server: ServerIdentity,
	permission: Permission,
	action?: ActionId,
): string | undefined {
	if (permission.readOnly) return 'pgdeck runs read only. Start it without --read-only to change anything.';
	if (server.inRecovery && !isSignal(action))
		return 'This server is a standby, which takes no changes. Connect to its primary.';
	return undefined;
}

export function policyChecks(server: ServerIdentity, permission: Permission, action?: ActionId): Check[] {
	return [
		permission.readOnly
			? {name: 'mode', verdict: 'block', detail: 'pgdeck runs read only. Start it without --read-only.'}
			: {name: 'mode', verdict: 'pass', detail: 'pgdeck may write'},
		serverCheck(server, action),
	];
}

function serverCheck({inRecovery}: ServerIdentity, action: ActionId | undefined): Check {
	const name = 'server';
	if (!inRecovery) return {name, verdict: 'pass', detail: 'it is a primary'};
	return isSignal(action)
		? {name, verdict: 'pass', detail: 'it is a standby, whose sessions can be signalled'}
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
