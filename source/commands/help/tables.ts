import {acting, common, connection, exits} from './parts.ts';

export const tablesHelp = `
Usage
  pgdeck tables [list] [connection]         size, dead rows, reusable space, what would shrink; a verdict
  pgdeck tables measure NAME [connection]   one table or index exactly: pgstattuple_approx, pgstatindex
  pgdeck tables vacuum NAME…                VACUUM, one after the other; TRUNCATE is off
  pgdeck tables analyze NAME…               ANALYZE
  pgdeck tables reindex NAME…               rebuild all indexes of a table CONCURRENTLY
  pgdeck tables settings NAME… --set TEXT   autovacuum's settings of a table
  pgdeck tables undo ID [connection]        what those were before
  pgdeck tables advice NAME                 what would make it smaller, with the command line of pg_repack

  NAME is a table, with its schema where that is not on the search path. Every
  word after these is a NAME but a URI: key=value pairs or a database name go
  after -d. Each change has its ID in pgdeck journal. What a measure would read is
  told first. With --json each row has its verdict, reasons, evidence with method
  and age, and causes: what is the matter with it, and which action fits that.

Options
  --with OPTIONS         vacuum: freeze, analyze, index_cleanup on|off, truncate,
                         parallel N, skip_locked, full
  --set TEXT             settings: 'NAME=VALUE, reset NAME'
${acting}${common}

Connection${connection}
${exits}`;
