import type {Sql} from '../../postgres/connect.ts';

/** One server connection, held for the whole run. */
export type Session = Awaited<ReturnType<Sql['reserve']>>;
