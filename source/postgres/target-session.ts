import type {TargetSession} from './connection-settings.ts';

/** The state of a server, by which target_session_attrs chooses. */
export type ServerState = {
	readonly inRecovery: boolean;
	/** A transaction that says nothing itself may not write: a standby, or default_transaction_read_only is on. */
	readonly readOnly: boolean;
};

/**
Whether a server is one that target_session_attrs asks for, as libpq decides it.
@param second no host has suited in a first turn: prefer-standby takes any of them then
*/
export function suits({inRecovery, readOnly}: ServerState, wanted: TargetSession, second = false): boolean {
	switch (wanted) {
		case 'read-write':
			return !readOnly;
		case 'read-only':
			return readOnly;
		case 'primary':
			return !inRecovery;
		case 'standby':
			return inRecovery;
		case 'prefer-standby':
			return inRecovery || second;
	}
}
