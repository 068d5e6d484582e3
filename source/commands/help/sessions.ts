import {acting, common, connection, exits} from './parts.ts';

export const sessionsHelp = `
Usage
  pgdeck sessions [list] [connection]              every session, the longest transaction first
  pgdeck sessions cancel PID… [connection]         cancel the statements that they run
  pgdeck sessions terminate PID… [connection]      end them

  Each is found again by when it began, so that no later session of the number
  is hit, and is looked at until it is over: what has no effect within 10 s is
  a failure. Replication, autovacuum to prevent wraparound, other processes of
  the server and pgdeck itself are left alone.

Options
${acting}${common}

Connection${connection}
${exits}`;
