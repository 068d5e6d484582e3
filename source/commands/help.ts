const connection = `
  A connection is a URI (postgres://user@host:5432/db), key=value pairs
  ("host=db1 dbname=shop") or a database name. What it leaves out comes, as with
  psql, from -h -p -U -d, the PG* variables, a service (service=NAME or
  PGSERVICE), ~/.pgpass and the local socket.`;

const connectionOptions = `
  -h, --host HOST        server, or directory of its socket
  -p, --port PORT        default 5432
  -U, --user USER        default: your operating system user
  -d, --dbname DB        database, or a connection
  --config FILE          default ~/.config/pgdeck/config.json
  --debug                show the stack of an unexpected error
  --help, --version`;

const runOptions = `  --dry-run              print the action plan and stop
  --yes                  do not ask for confirmation
  --read-only            refuse to change anything
  --json                 print the result as JSON`;

const exitCodes = `
Exit codes
  0 done, or nothing to do   1 failed   2 wrong usage   3 refused: read-only,
  standby, missing privilege, blocking check, or not confirmed (n, Ctrl+C)`;

const migrationOptions = '  --dir DIR | --pack     migrations of a directory, or of the registry pack';

/** The end of the help of every command that connects: its options, the connection, and exit codes. */
function connecting(options: string): string {
	return `
Options
${options}${connectionOptions}

Connection${connection}
${exitCodes}`;
}

/** Help of a command that only prints one section. */
function listing(
	name: string,
	about: string,
	json = '  --json                 the section as in pgdeck snapshot --json',
) {
	return `
Usage
  pgdeck ${name} [list] [connection]

${about}
${connecting(json)}`;
}

/** The help text of each command. */
export const helps = {
	console: `
Usage
  pgdeck [connection] [options]        open the console on a server
  pgdeck demo                          start a PostgreSQL with a registry, and open the console on it
  pgdeck snapshot [connection]         print one sample of every pane, as text or JSON
  pgdeck check [connection]            print findings, with the exit codes of a monitoring plugin
  pgdeck migrate status|plan|up|down   apply and roll back dbmate migrations
  pgdeck setup --sample|--production   create a database with the registry pack
  pgdeck optimize [connection]         complete an existing registry
  pgdeck indexes [list|drop|undo|build|rebuild|clean]
                                       find unused indexes, drop and restore, build and rebuild
  pgdeck tables [list|measure|vacuum|analyze|reindex|settings|undo|advice]
                                       sizes, dead rows and bloat, and table maintenance
  pgdeck vacuum [connection]           overdue autovacuum, the xmin horizon, wraparound
  pgdeck upkeep [list|run]             partitions, retention, views, statistics, reviews
  pgdeck sessions [list|cancel|terminate]  list and signal sessions
  pgdeck blocking [connection]         blocking trees
  pgdeck statements [connection]       costs of statements, from pg_stat_statements
  pgdeck replication [connection]      standbys, slots, subscriptions, archiver, checkpoints
  pgdeck settings [connection]         server parameters changed from their defaults
  pgdeck journal                       changes made by pgdeck from this host
  pgdeck record FILE [connection]      write samples to a file
  pgdeck report FILE|connection        write an HTML report for the post-mortem
  pgdeck diff FILE [FILE|connection]   compare configuration, indexes, statements, plans
  pgdeck replay FILE                   open the console on a recording, without a server
  Each command has its own --help.

Connection${connection}

Options
  --read-only            refuse every action; the sampling connection never writes
  --interval SECONDS     time between samples, 0.5 to 3600, default 2
${migrationOptions}
  --compare FILE         Changes (c) compares with the end of that recording
  --no-color             bold and underline only, as with NO_COLOR
  --ascii                ASCII characters only${connectionOptions}

Press ? in the console for its keys. Without a terminal pgdeck prints the text
of pgdeck snapshot.
${exitCodes}

Examples
  $ pgdeck service=prod --read-only
  $ pgdeck -h db1 -U dba shop --interval 5
  $ PGPASSWORD=… pgdeck postgres://dba@db1/shop`,

	demo: `
Usage
  pgdeck demo [options]

  Starts a PostgreSQL 18 in a temporary directory with a registry of 5 tenants,
  40 servers and a day of requests, generates traffic, and opens the console.
  Quitting stops the server and removes the directory. Without a terminal it
  prints one snapshot as text.

Options
  --read-only            refuse every action
  --interval SECONDS     time between samples, 0.5 to 3600, default 2
  --no-color --ascii --config FILE --debug`,

	snapshot: `
Usage
  pgdeck snapshot [connection] [options]

  Prints one sample of every pane. Rates need two samples, so here they are
  null.
${connecting(`  --json                 the form is in docs/snapshot.schema.json
  --pane NAME            health, registry, requests, tenants, indexes, tables, migrations,
                         upkeep, alerts, missing, sessions, blocking, locks, statements,
                         waits, replication, progress, databases, settings or vacuum`)}`,

	check: `
Usage
  pgdeck check [connection] [options]

  Prints the findings of the console, the worst first, for a monitoring system.
  Rates cover one second. Rules that compare with the last hour require the
  console. Findings acknowledged on this host raise no alarm. Thresholds are in
  the configuration under "findings": see docs/configuration.md.

Options
  --json                 state, server, and findings with evidence and help${connectionOptions}

Connection${connection}

Exit codes
  0 OK   1 WARNING   2 CRITICAL   3 UNKNOWN: no connection, wrong usage, or a
  rule could not run while the others found nothing`,

	migrate: `
Usage
  pgdeck migrate status [connection]   list applied and pending migrations
  pgdeck migrate plan [connection]     print every statement of "up" with its lock
  pgdeck migrate up [connection]       apply pending migrations
  pgdeck migrate down [connection]     roll back the last migration

  Migrations are dbmate files, YYYYMMDDHHMMSS_name.sql with -- migrate:up and
  -- migrate:down, recorded in schema_migrations.
${connecting(`  --dir DIR | --pack     a directory (default: the configured one), or the registry pack
  --to VERSION           up: apply up to it; down: roll back all after it, 0 for all
${runOptions}`)}`,

	setup: `
Usage
  pgdeck setup [connection] --sample|--production [options]

  Creates the database, applies the registry pack, verifies it, inserts sample
  data and gathers statistics, with a line per phase. Skips what is already
  done.
${connecting(`  --sample               insert 5 tenants, 40 servers and a day of requests into an
                         empty registry; asks nothing
  --production           no sample data; asks before each action plan
  --yes                  do not ask for confirmation
  --ascii                ASCII characters only`)}`,

	optimize: `
Usage
  pgdeck optimize [connection] [options]

  Compares a registry with the registry pack: tables, columns, indexes by their
  definition, functions, views and settings. Builds missing objects, indexes
  CONCURRENTLY; rebuilds INVALID indexes; gathers statistics; and records the
  pack's files that are complete as applied. Objects that differ are listed and
  not changed.
${connecting(runOptions)}`,

	indexes: `
Usage
  pgdeck indexes [list] [connection]        every index with its use and verdict
  pgdeck indexes drop NAME… [connection]    DROP INDEX CONCURRENTLY, one at a time
  pgdeck indexes undo ID [connection]       restore a dropped index
  pgdeck indexes build DEFINITION…          CREATE INDEX CONCURRENTLY, by partition
  pgdeck indexes build --foreign-keys [TABLE…]
                                            build missing indexes of foreign keys
  pgdeck indexes rebuild NAME…              REINDEX CONCURRENTLY, also of INVALID indexes
  pgdeck indexes clean [NAME…]              drop leftovers of rebuilds (_ccnew, _ccold)

  NAME is an index as "list" prints it, with its schema unless that is on the
  search path. A name with a control character can only be chosen in the
  console. After drop, build, rebuild and clean every word but a URI is a name:
  give key=value pairs or a database name with -d.
  ID is the ID of a drop in pgdeck journal.
  --json prints the verdict of each index with its reasons and the evidence of
  each node.
${connecting(`  --foreign-keys         build: for the foreign keys of TABLEs, or of all tables
${runOptions}`)}`,

	tables: `
Usage
  pgdeck tables [list] [connection]         sizes, dead rows, reusable space, bloat, verdict
  pgdeck tables measure NAME [connection]   exact bloat, by pgstattuple_approx or pgstatindex
  pgdeck tables vacuum NAME…                VACUUM, one table at a time; TRUNCATE is off
  pgdeck tables analyze NAME…               ANALYZE
  pgdeck tables reindex NAME…               rebuild all indexes of a table CONCURRENTLY
  pgdeck tables settings NAME… --set TEXT   change autovacuum storage parameters
  pgdeck tables undo ID [connection]        restore the previous storage parameters
  pgdeck tables advice NAME                 how to shrink it, with the pg_repack command line

  NAME is a table, with its schema unless that is on the search path. Every word
  after these verbs but a URI is a name: give key=value pairs or a database name
  with -d. ID is the ID of a change in pgdeck journal. "measure" says how much it
  will read before it asks. --json prints the verdict of each table with its
  reasons, evidence, causes and fitting actions.
${connecting(`  --with OPTIONS         vacuum: freeze, analyze, index_cleanup on|off, truncate,
                         parallel N, skip_locked, full
  --set TEXT             settings: 'NAME=VALUE, reset NAME'
${runOptions}`)}`,

	vacuum: listing(
		'vacuum',
		`  Prints tables that are due for autovacuum, the sessions and slots that hold
  back the xmin horizon, wraparound of each database of the cluster, and
  sequences near their end.`,
	),

	upkeep: `
Usage
  pgdeck upkeep [list] [connection]         tasks that are due, and when each last ran
  pgdeck upkeep run NAME… [connection]      run tasks, one at a time

  partitions:TABLE   monthly partitions, this month and three ahead
  retention:POLICY   rows past their retention in data_retention_policies
  refresh:VIEW       REFRESH MATERIALIZED VIEW CONCURRENTLY
  analyze            ANALYZE of every table that is due
  analyze:TABLE      ANALYZE of one table
  weekly, monthly, quarterly   reviews: indexes; statistics and sizes; everything

  A kind alone, as in "run partitions", runs every due task of that kind. Give
  the connection as a URI, as key=value pairs, or with -d.

  The times of the last runs are in mcp.upkeep_log of the registry pack. They
  are n/a without the pack.
${connecting(runOptions)}`,

	sessions: `
Usage
  pgdeck sessions [list] [connection]              sessions, the longest transaction first
  pgdeck sessions cancel PID… [connection]         cancel the current statements
  pgdeck sessions terminate PID… [connection]      end the sessions

  pgdeck identifies a session by its process ID and start, so it never signals a
  later session with the same process ID. It then waits until the session has
  reacted; after 10 s without effect the action has failed. It never signals
  replication, autovacuum to prevent wraparound, server processes, or itself.
${connecting(runOptions)}`,

	blocking: listing(
		'blocking',
		`  Prints sessions that wait for a lock as trees below the session that blocks
  them, including sessions ahead in the queue and prepared transactions.`,
	),

	statements: listing(
		'statements',
		`  Prints the costs of statements from pg_stat_statements since its last reset. Of
  more than 400 statements it prints the leaders in time, calls, rows, blocks,
  temporary files and WAL.`,
	),

	replication: listing(
		'replication',
		'  Prints standbys, replication slots, subscriptions, the archiver and checkpoints.',
	),

	settings: listing(
		'settings',
		'  Prints the server parameters that are changed from their defaults.',
		'  --json                 all server parameters, as in pgdeck snapshot --json',
	),

	journal: `
Usage
  pgdeck journal [--json]

  Prints the changes that pgdeck made from this host, with user and result. The
  journal is ~/.local/state/pgdeck/journal.jsonl, or below XDG_STATE_HOME.`,

	record: `
Usage
  pgdeck record FILE [connection] [options]

  Writes the samples of every pane to a file for pgdeck replay, report and diff.
  Records until --for is over or until Ctrl+C or SIGTERM, with exit code 0, and
  reconnects after a lost connection. Appends to a recording of the same server
  and refuses any other file. The file is readable by you only, because it
  contains statements and names of your database.

  Vital signs and waits are recorded with every sample, sessions and blocking
  every 5 s, counters every 30 s, settings and definitions every 5 min, and plans
  of the worst statements every 10 min; more often with a short --for.
${connecting(`  --for TIME             90s, 30m, 2h or 7d; default: until interrupted
  --interval SECONDS     time between samples, 0.5 to 3600, default 2
  --max-size SIZE        remove the oldest samples above this size, default 256MB
  --keep TIME            remove samples older than this, default 7d
${migrationOptions}`)}`,

	replay: `
Usage
  pgdeck replay FILE [options]

  Opens the console on a recording, without a server. "," and "." step one sample
  back and forward, "(" and ")" one minute, p plays, - and + change the speed, and
  c shows the changes since its beginning. Actions are refused. Without a
  terminal it prints the last sample as text.

Options
  --no-color --ascii --config FILE --debug`,

	report: `
Usage
  pgdeck report FILE --html OUT          report a recording
  pgdeck report [connection] --html OUT  sample a server for a few seconds, and report it

  Writes one self-contained HTML page for the post-mortem: charts, findings with
  their start, the worst statements, the worst blocking tree, and the journal.
  "--html -" writes to standard output. The file is readable by you only, because
  it contains statements and names of your database.
${connecting(`  --html OUT             output file
  --for TIME             how long to sample a server, default 10s
  --interval SECONDS     time between samples, 0.5 to 3600, default 2
${migrationOptions}`)}`,

	diff: `
Usage
  pgdeck diff FILE                    from the beginning of a recording to its end
  pgdeck diff FILE FILE               from the end of one recording to the end of another
  pgdeck diff FILE connection         from the end of a recording to now

  Prints changes of version, role and restarts; server parameters; indexes
  created, dropped, or with another definition, state or verdict; tables created,
  dropped, or resized by a tenth; statement times; and query plans of the slowest
  statements.
${connecting('  --json                 one object per change, and the parts that could not be compared')}`,
} as const;

export type CommandName = keyof typeof helps;

export const commandNames = Object.keys(helps) as readonly CommandName[];
