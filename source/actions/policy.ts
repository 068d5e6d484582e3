import type {ServerIdentity} from '../snapshot/schema.ts';
import type {ActionId, Check, Plan} from './plan.ts';

export type Permission = {readonly readOnly: boolean};

/** What writes nothing to the database: who holds up the replay of a standby can be signalled there, and nowhere else. */
const signals: ReadonlySet<ActionId> = new Set(['cancel-backends', 'terminate-backends']);

/** Whether a server in recovery takes it. */
export function fitsStandby(action: ActionId | undefined): boolean {
	return action !== undefined && signals.has(action);
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
	if (server.inRecovery && !fitsStandby(action))
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
	return fitsStandby(action)
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
