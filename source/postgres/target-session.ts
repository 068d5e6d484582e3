import type {TargetSession} from './connection-settings.ts';

/** The state of a server that target_session_attrs depends on. */
export type ServerState = {
	readonly inRecovery: boolean;
	/** New transactions are read-only: on a standby, or with default_transaction_read_only. */
	readonly readOnly: boolean;
};

/**
Whether a server satisfies target_session_attrs, as libpq decides it.
@param second a first round found no match: prefer-standby then accepts any host
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
