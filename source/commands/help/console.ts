import {common, connection, exits} from './parts.ts';

export const consoleHelp = `
Usage
  pgdeck [connection] [options]        open the console on a server
  pgdeck demo                          boot a PostgreSQL with a registry in it, and open the console on that
  pgdeck snapshot [connection]         one sample of every pane, as text or --json
  pgdeck check [connection]            what is wrong, with the exit code of a monitoring plugin
  pgdeck migrate status|plan|up|down   migrations in the format of dbmate
  pgdeck setup --sample|--production   create a database, with the registry pack in it
  pgdeck optimize [connection]         build what a live registry lacks of the pack
  pgdeck indexes [list|drop|undo|build|rebuild|clean]
                                       unused indexes, and the way back; builds and rebuilds
  pgdeck tables [list|measure|vacuum|analyze|reindex|settings|undo|advice]
                                       what tables have grown to, and their upkeep
  pgdeck vacuum                        what autovacuum has before it, who holds VACUUM back, wraparound
  pgdeck upkeep [list|run]             partitions, retention, views, statistics, reviews
  pgdeck sessions [list|cancel|terminate]  who is connected and does what
  pgdeck blocking [connection]         who waits for whom
  pgdeck statements [connection]       what each statement cost, by pg_stat_statements
  pgdeck replication [connection]      standbys, slots, subscriptions, archiver, checkpoints
  pgdeck settings [connection]         settings of the server that somebody has changed
  pgdeck journal                       what pgdeck has changed from this host
  pgdeck record FILE [connection]      write samples to a file
  pgdeck report FILE|connection        one HTML page for the post-mortem
  pgdeck diff FILE [FILE|connection]   what changed: settings, indexes, statements, plans
  pgdeck replay FILE                   open the console on a recording, without a server
  Each command has its own --help.

Connection${connection}

Options
  --read-only            no action of any kind; the sampling connection never writes anyway
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --dir DIR | --pack     migrations of a folder, or of the registry pack
  --compare FILE         Changes (c) since the end of that recording, not since connecting
  --no-color             bold and underline only, as with NO_COLOR
  --ascii                no character beyond ASCII${common}

In the console press ? for the keys. Without a terminal it prints the text of
pgdeck snapshot and ends.
${exits}

Examples
  $ pgdeck service=prod --read-only
  $ pgdeck -h db1 -U dba shop --interval 5
  $ PGPASSWORD=… pgdeck postgres://dba@db1/shop`;
