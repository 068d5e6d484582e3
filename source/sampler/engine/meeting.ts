import type {Session} from './session.ts';

/** What a database offers changes seldom: an extension, the functions of the pack. */
const capabilitiesForMs = 60_000;

/**
Who the server is and what its database offers, met again from time to time.
@param session met already: the console connects before it takes the screen
*/
export function createMeeting(session: Session, open: () => Promise<Session>, metAt: Date) {
	let current: Session | undefined = session;
	let until = metAt.getTime() + capabilitiesForMs;

	return {
		/** The server as it was met last; undefined where it has to be met again. */
		get server() {
			return current?.server;
		},

		async meet(now: Date): Promise<Session> {
			if (current && now.getTime() <= until) return current;
			current = await open();
			until = now.getTime() + capabilitiesForMs;
			return current;
		},

		/** It may be another one, or no longer what it was. */
		forget(): void {
			current = undefined;
		},

		/** Somebody may have changed what it offers; who it is stays known until it has been met again. */
		doubt(): void {
			until = 0;
		},
	};
}

export type Meeting = ReturnType<typeof createMeeting>;
