import type {ServerIdentity} from '../snapshot/schema.ts';
import type {Check, Plan} from './plan.ts';

export type Permission = {readonly readOnly: boolean};

/**
Why nothing may be changed at all, if so. Asked for the keys, for the plan, and again by the runner, which is the guard
that counts.
*/
export function refusal(server: ServerIdentity, permission: Permission): string | undefined {
	if (permission.readOnly) return 'pgdeck runs read only. Start it without --read-only to change anything.';
	if (server.inRecovery) return 'This server is a standby, which takes no changes. Connect to its primary.';
	return undefined;
}

export function policyChecks(server: ServerIdentity, permission: Permission): Check[] {
	return [
		permission.readOnly
			? {name: 'mode', verdict: 'block', detail: 'pgdeck runs read only. Start it without --read-only.'}
			: {name: 'mode', verdict: 'pass', detail: 'pgdeck may write'},
		server.inRecovery
			? {
					name: 'server',
					verdict: 'block',
					detail: 'it is a standby, which takes no changes. Connect to its primary.',
				}
			: {name: 'server', verdict: 'pass', detail: 'it is a primary'},
	];
}

/** Asked of whoever loses data by it, and of everyone in production: the name of the database, typed out. */
export function typedWord(risk: Plan['risk'], server: ServerIdentity): string | undefined {
	return risk === 'irreversible' || server.production ? server.database : undefined;
}
