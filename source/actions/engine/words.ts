import {coder} from '../../format/coded.ts';
import {duration, plural} from '../../format/quantities.ts';

const readOnlySetting = 'default_transaction_read_only';

/** Names as SQL writes them. */
type ReadOnlyFacts = {readonly source: string; readonly role: string; readonly database: string};

/** The source of the setting, as in pg_settings, and the statement that resets it. */
function readOnlyText({source, role, database}: ReadOnlyFacts): string {
	const said = (where: string, remedy: string) =>
		`sessions are read-only: ${readOnlySetting} is on, set for ${where}. Connect as a role that may write, or run: ${remedy}`;
	switch (source) {
		case 'user':
			return said(`the role ${role}`, `ALTER ROLE ${role} RESET ${readOnlySetting};`);
		case 'database':
			return said(`the database ${database}`, `ALTER DATABASE ${database} RESET ${readOnlySetting};`);
		case 'database user':
			return said(
				`the role ${role} in the database ${database}`,
				`ALTER ROLE ${role} IN DATABASE ${database} RESET ${readOnlySetting};`,
			);
		case 'global':
			return said('all roles', `ALTER ROLE ALL RESET ${readOnlySetting};`);
		case 'client':
			return `this connection is read-only: ${readOnlySetting} is on in its options. Remove it from PGOPTIONS, or from the options of the connection string or service.`;
		default:
			return said('the server', `ALTER SYSTEM SET ${readOnlySetting} = off; SELECT pg_reload_conf();`);
	}
}

/** Checks of every plan. */
export const checkWords = {
	'read-only-mode': () => 'pgdeck is read-only. Start it without --read-only to change anything.',
	'read-write-mode': () => 'pgdeck may write',
	primary: () => 'the server is a primary',
	standby: () => 'This server is a standby, which accepts no changes. Connect to its primary.',
	'standby-signals': () => 'the server is a standby; its sessions can be signaled',
	'read-only-default': readOnlyText,
	pooler: () =>
		'The connection goes through a pooler, which may share its server sessions: session settings and advisory locks would not hold. Connect to the server directly.',
};
export const checkWord = coder(checkWords);

/** Notes on a unit after it ran, or on why it did not run. */
export const noteWords = {
	'server-error': ({place, message}: {place: string; message: string; sqlState: string}) =>
		`${place}${message}`,
	'connection-lost': ({place}: {place: string}) => `${place}The connection to the server was lost.`,
	canceled: ({place}: {place: string}) => `${place}It was canceled.`,
	'rolled-back': () => 'All of it was rolled back.',
	'commit-unconfirmed': () =>
		'The commit was not confirmed: check whether the changes are there before you run it again.',
	'ledger-not-written': () =>
		'All of its statements are done and stay; only the migration ledger was not written.',
	'partly-done': ({done, total}: {done: number; total: number}) =>
		`${done} of ${plural(total, 'statement')} ${done === 1 ? 'is done and stays' : 'are done and stay'}.`,
	'leftover-dropped': ({index}: {index: string}) => `${index}, which it left behind, was dropped.`,
	'leftover-kept': ({index, message}: {index: string; message: string}) =>
		`${index}, which it left behind, could not be dropped: ${message}`,
	'server-notices': ({notices, more}: {notices: readonly string[]; more: number}) =>
		`The server says: ${notices.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`,
	'lock-lost': () =>
		'The advisory lock that keeps other runs out was released: a statement such as DISCARD ALL or pg_advisory_unlock_all() does that. Remove the statement, and make sure that nobody else runs these migrations before you run them again.',
	'program-exited': () => 'pgdeck exited while it ran',
	'program-signaled': ({signal, statement}: {signal: string; statement: string | null}) =>
		`${signal} ended pgdeck while it ran${statement === null ? '' : `. The server was asked to cancel: ${statement}`}`,
	'canceled-between': () => 'canceled before it was done',
	'lock-wait': ({attempt, attempts}: {attempt: number; attempts: number}) =>
		`another session holds a lock: attempt ${attempt} of ${attempts}`,
	'turn-wait': ({holder}: {holder: string}) => `waiting: migrations are being run by ${holder}`,
	'turn-taken': ({holder, waitedMs}: {holder: string; waitedMs: number | null}) =>
		`Migrations of this database are being run by ${holder}.${waitedMs === null ? '' : ` Waited for ${duration(waitedMs)}.`} Try again when that is done.`,
};
export const noteWord = coder(noteWords);
