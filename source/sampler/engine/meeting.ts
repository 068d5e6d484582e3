import type {Session} from './session.ts';

/** Extensions and the functions of the pack change rarely. */
const capabilitiesForMs = 60_000;

/**
The server's identity and the capabilities of its database, read again from time to time.
@param session read already, because the console connects before it takes over the screen
*/
export function createMeeting(session: Session, open: () => Promise<Session>, metAt: Date) {
	let current: Session | undefined = session;
	let until = metAt.getTime() + capabilitiesForMs;

	return {
		/** The server's last known identity; undefined if it has to be read again. */
		get server() {
			return current?.server;
		},

		async meet(now: Date): Promise<Session> {
			if (current && now.getTime() <= until) return current;
			current = await open();
			until = now.getTime() + capabilitiesForMs;
			return current;
		},

		/** The connection may lead to another server, or the server may have changed. */
		forget(): void {
			current = undefined;
		},

		/** The capabilities may have changed. The identity stays known until both are read again. */
		doubt(): void {
			until = 0;
		},
	};
}

export type Meeting = ReturnType<typeof createMeeting>;
