import meow from 'meow';
import {UsageError} from '../postgres/errors.ts';

const connection = `
  A connection is a URI (postgres://user@host:5432/db), key=value pairs
  ("host=db1 dbname=shop") or a database name. What it leaves out comes from
  -h -p -U -d, the PG* variables, a service (service=NAME or PGSERVICE),
  ~/.pgpass and the local socket, as with psql.`;

const common = `
  -h, --host HOST        server, or folder of its socket
  -p, --port PORT        default 5432
  -U, --user USER        default: your own name
  -d, --dbname DB        database, or a connection
  --config FILE          default ~/.config/pgdeck/config.json
  --debug                show the stack of an unexpected error
  --help, --version`;

const exits = `
Exit codes
  0 done, or nothing to do   1 failed   2 wrong usage   3 refused: read only,
  a standby, a missing right, a blocking check, or no confirmation (n, Ctrl+C)`;

/** Help of each command; the first line is what meow shows as its description. */
export const helps = {
	console: `
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
  pgdeck diff FILE [FILE|connection]   what changed: settings, indexes, tables, statements
  pgdeck replay FILE                   open the console on a recording, without a server
  Each command has its own --help.

Connection${connection}

Options
  --read-only            no action of any kind; the sampling connection never writes anyway
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --dir DIR | --pack     migrations of a folder, or of the registry pack
  --no-color             bold and underline only, as with NO_COLOR
  --ascii                no character beyond ASCII${common}

In the console press ? for the keys. Without a terminal it prints the text of
pgdeck snapshot and ends.
${exits}

Examples
  $ pgdeck service=prod --read-only
  $ pgdeck -h db1 -U dba shop --interval 5
  $ PGPASSWORD=… pgdeck postgres://dba@db1/shop`,
	demo: `
Usage
  pgdeck demo [options]

  Boots a PostgreSQL 18 in a folder of its own, fills it with a registry of
  5 tenants, 40 servers and a day of requests, keeps traffic running, and opens
  the console on it. Quitting stops the server and removes the folder. Without
  a terminal it prints one snapshot as text.

Options
  --read-only --interval SECONDS --no-color --ascii --config FILE --debug`,
	snapshot: `
Usage
  pgdeck snapshot [connection] [options]

  One sample of every pane on standard output. There is nothing to compare it
  with, so rates a second are null.

Options
  --json                 as docs/snapshot.schema.json describes
  --pane NAME            health, registry, requests, tenants, indexes, tables, migrations, upkeep,
                         alerts, lacking, sessions, blocking, locks, statements,
                         waits, replication, progress, databases, settings or vacuum${common}

Connection${connection}
${exits}`,
	check: `
Usage
  pgdeck check [connection] [options]

  What is wrong, the worst first: the findings of the console, for a monitoring
  system. Rates are those of one second. What compares with the hour before
  needs the console; what is acknowledged there raises no alarm here, on the
  same host. Thresholds are in the configuration, under "findings".

Options
  --json                 state, server, findings with since-when, evidence and help${common}

Connection${connection}

Exit codes
  0 OK   1 WARNING   2 CRITICAL   3 UNKNOWN: the server can't be asked, a rule
  was not allowed to look and nothing else is wrong, or wrong usage`,
	migrate: `
Usage
  pgdeck migrate status [connection]   applied and pending migrations
  pgdeck migrate plan [connection]     every statement that "up" would run, with its lock
  pgdeck migrate up [connection]       apply what is pending
  pgdeck migrate down [connection]     roll back the last one

  Files are those of dbmate: YYYYMMDDHHMMSS_name.sql with -- migrate:up and
  -- migrate:down. They are recorded in dbmate's schema_migrations.

Options
  --dir DIR | --pack     a folder (default: that of the configuration), or the registry pack
  --to VERSION           up: apply up to it. down: roll back all after it; 0 for all
  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	setup: `
Usage
  pgdeck setup [connection] --sample|--production [options]

  Creates the database if it is not there, applies the registry pack, looks
  whether all of it is there, fills in sample data, and gathers statistics:
  one line a phase. What is done already is left alone.

Options
  --sample               with 5 tenants, 40 servers and a day of requests, where
                         the registry is empty; nothing is asked
  --production           without; each plan is shown and asked about
  --yes                  do not ask
  --ascii                no character beyond ASCII${common}

Connection${connection}
${exits}`,
	optimize: `
Usage
  pgdeck optimize [connection] [options]

  Compares a database, whoever made it, with what the registry pack comes to:
  tables, columns, indexes by their definition, functions, views, settings.
  Builds what is missing, indexes CONCURRENTLY; rebuilds INVALID ones; gathers
  statistics; and marks files of the pack of which all is there as applied.
  What is there and otherwise is named and left alone.

Options
  --dry-run              print the plan, with lock and size of each step, and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	indexes: `
Usage
  pgdeck indexes [list] [connection]        every index with its category and what stands against a drop
  pgdeck indexes drop NAME… [connection]    DROP INDEX CONCURRENTLY, one after the other
  pgdeck indexes undo ID [connection]       build a dropped index again
  pgdeck indexes build DEFINITION…          CREATE INDEX of one's own, CONCURRENTLY; of partitions one by one
  pgdeck indexes build --foreign-keys [TABLE…]
                                            the indexes that foreign keys lack
  pgdeck indexes rebuild NAME…              REINDEX CONCURRENTLY, one after the other; INVALID ones too
  pgdeck indexes clean [NAME…]              drop what interrupted rebuilds have left (_ccnew, _ccold)

  NAME is an index, with its schema where that is not on the search path: as
  "list" prints it, as SQL writes it, or its bare letters. One with a line
  break or a control character, which "list" can't print as it is, is dropped
  from the console. After "drop", "build", "rebuild" and "clean" every word is a
  NAME, DEFINITION or TABLE but a URI: key=value pairs or a database name go
  after -d.
  Each drop has its ID in pgdeck journal.
  --json has of each index its verdict, what it lacks, what is for and against a
  drop, the evidence of each node, and how it was found.

Options
  --foreign-keys         build: of TABLEs, or of all
  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	tables: `
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
  told first. With --json each row has its verdict, reasons, and evidence with
  method and age.

Options
  --with OPTIONS         vacuum: freeze, analyze, index_cleanup on|off, truncate,
                         parallel N, skip_locked, full
  --set TEXT             settings: 'NAME=VALUE, reset NAME'
  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	vacuum: `
Usage
  pgdeck vacuum [list] [connection]

  What is due by autovacuum's arithmetic, table by table; who holds VACUUM back;
  wraparound of each database of the cluster; sequences near their end.

Options
  --json${common}

Connection${connection}
${exits}`,
	upkeep: `
Usage
  pgdeck upkeep [list] [connection]         what upkeep is due, and when each was last done
  pgdeck upkeep run NAME… [connection]      do it, one after the other

  partitions:TABLE   months of a partitioned table, this one and three ahead
  retention:POLICY   rows older than data_retention_policies keeps them
  refresh:VIEW       a materialized view, CONCURRENTLY
  analyze            planner statistics that are due
  analyze:TABLE      one table, due or not
  weekly, monthly, quarterly   reviews: indexes; statistics and sizes; all of it

  A kind alone, as in "run partitions", is all of it that is due. A connection
  beside names is a URI, key=value pairs, or -d.

  When each was last done is in the registry's own mcp.upkeep_log, the same for
  everybody. Without the registry pack that is n/a.

Options
  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	sessions: `
Usage
  pgdeck sessions [list] [connection]              every session, the longest transaction first
  pgdeck sessions cancel PID… [connection]         cancel the statements that they run
  pgdeck sessions terminate PID… [connection]      end them

  Each is found again by when it began, so that no later session of the number
  is hit, and is looked at until it is over: what has no effect within 10 s is
  a failure. Replication, autovacuum to prevent wraparound, other processes of
  the server and pgdeck itself are left alone.

Options
  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json${common}

Connection${connection}
${exits}`,
	blocking: `
Usage
  pgdeck blocking [connection] [--json]

  Who waits for a lock, and behind whom, as trees: roots are those that wait for
  nobody. Sessions ahead in a queue and prepared transactions are among them.

Options
  --json${common}

Connection${connection}
${exits}`,
	statements: `
Usage
  pgdeck statements [list] [connection]   what each statement cost, by pg_stat_statements

  In all, since they are counted: one sample has nothing to compare with. Of more
  than 400 it has those that lead in time, calls, rows, blocks, temporary files or
  WAL.

Options
  --json                 as a snapshot has it${common}

Connection${connection}
${exits}`,
	replication: `
Usage
  pgdeck replication [list] [connection]   standbys, slots, subscriptions, archiver, checkpoints

Options
  --json                 as a snapshot has it${common}

Connection${connection}
${exits}`,
	settings: `
Usage
  pgdeck settings [list] [connection]   settings of the server that somebody has changed

Options
  --json                 all of them, as a snapshot has it${common}

Connection${connection}
${exits}`,
	journal: `
Usage
  pgdeck journal [--json]

  What pgdeck has changed from this host, by whom and with which result. The
  journal is ~/.local/state/pgdeck/journal.jsonl, or below XDG_STATE_HOME.`,
	record: `
Usage
  pgdeck record FILE [connection] [options]

  Writes what the console would show to one file, sample by sample, for pgdeck
  replay, report and diff. Goes on until --for is over or Ctrl+C (or SIGTERM)
  ends it, which is exit code 0; tries again where the server goes away. A
  recording of the same server is added to; any other file is refused. Only you
  may read it: it has statements and names of your database in it.

Options
  --for TIME             end after 90s, 30m, 2h or 7d; default: when it is ended
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --max-size SIZE        the oldest samples go beyond it, default 256MB
  --keep TIME            the oldest samples go after it, default 7d
  --dir DIR | --pack     migrations of a folder, or of the registry pack${common}

Connection${connection}
${exits}`,
	replay: `
Usage
  pgdeck replay FILE [options]

  The console on a recording, anywhere, without a server: every pane as it was.
  "," and "." step a sample back and forward, "(" and ")" a minute, p plays, - and
  + make that faster and slower. Nothing can be done to it. Without a terminal
  it prints the last moment as text.

Options
  --no-color --ascii --config FILE --debug`,
	report: `
Usage
  pgdeck report FILE --html OUT          of a recording
  pgdeck report [connection] --html OUT  of a server, looked at for a few seconds

  One page that needs nothing beside it, for the post-mortem: charts over time,
  findings with since when, the worst statements, who blocked whom at the worst
  moment, and what was done. --html - writes to standard output. Only you may
  read the file: names and statements of the database are in it.

Options
  --html OUT             the page to write
  --for TIME             how long to look at a server, default 10s
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --dir DIR | --pack     migrations of a folder, or of the registry pack${common}

Connection${connection}
${exits}`,
	diff: `
Usage
  pgdeck diff FILE                    from the beginning of a recording to its end
  pgdeck diff FILE FILE               from the end of one to the end of another
  pgdeck diff FILE connection         from the end of a recording to now

  What changed: version, role and restarts; settings; indexes that came, went,
  or are of another definition, state or verdict; tables that came, went, or
  are larger or smaller by a tenth; statements that take longer or less. Plans
  are not recorded: mean times stand for them.

Options
  --json                 one object a change, and what could not be compared${common}

Connection${connection}
${exits}`,
} as const;

export type CommandName = keyof typeof helps;

export const commandNames = Object.keys(helps) as readonly CommandName[];

/** The flags of a command line, checked by meow: one that is not known ends the program with 2. */
export function parseArguments(name: CommandName, argv: readonly string[]) {
	// -hdb1 as psql takes it, too.
	const words = argv.flatMap(word => (/^-[hpUd]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word]));
	checkValues(words);
	// meow takes a lone dash for an argument of its own.
	for (const place of words.flatMap((word, index) =>
		word === '--html' && words[index + 1] === '-' ? index : [],
	))
		words.splice(place, 2, '--html=-');
	const {input, flags} = meow(helps[name].trimStart(), {
		importMeta: import.meta,
		argv: words,
		pkg: {name: 'pgdeck', version: PGDECK_VERSION},
		description: false,
		version: PGDECK_VERSION,
		helpIndent: 0,
		allowUnknownFlags: false,
		booleanDefault: undefined,
		flags: {
			host: {type: 'string', shortFlag: 'h'},
			port: {type: 'string', shortFlag: 'p'},
			user: {type: 'string', shortFlag: 'U', aliases: ['username']},
			dbname: {type: 'string', shortFlag: 'd'},
			config: {type: 'string'},
			interval: {type: 'string'},
			readOnly: {type: 'boolean'},
			color: {type: 'boolean'},
			ascii: {type: 'boolean'},
			debug: {type: 'boolean'},
			json: {type: 'boolean'},
			pane: {type: 'string'},
			dir: {type: 'string'},
			pack: {type: 'boolean'},
			to: {type: 'string'},
			with: {type: 'string'},
			set: {type: 'string'},
			foreignKeys: {type: 'boolean'},
			dryRun: {type: 'boolean'},
			yes: {type: 'boolean'},
			sample: {type: 'boolean'},
			production: {type: 'boolean'},
			for: {type: 'string'},
			maxSize: {type: 'string'},
			keep: {type: 'string'},
			html: {type: 'string'},
		},
	});
	const allowed: readonly string[] = flagsOf[name];
	for (const [flag, value] of Object.entries(flags)) {
		const absent = value === undefined || value === null || (flag === 'color' && value === true);
		if (!absent && !everywhere.includes(flag) && !allowed.includes(flag)) {
			const dashed = flag.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
			throw new UsageError(`--${dashed} is not an option of pgdeck ${name}. See pgdeck ${name} --help.`);
		}
	}
	return {input, flags};
}

export type Flags = ReturnType<typeof parseArguments>['flags'];

const everywhere = ['host', 'port', 'user', 'username', 'dbname', 'config', 'debug', 'h', 'p', 'U', 'd'];
const flagsOf: Record<CommandName, readonly string[]> = {
	console: ['interval', 'readOnly', 'color', 'ascii', 'dir', 'pack'],
	demo: ['interval', 'readOnly', 'color', 'ascii'],
	snapshot: ['json', 'pane', 'dir', 'pack', 'ascii', 'color'],
	check: ['json', 'dir', 'pack'],
	migrate: ['readOnly', 'dir', 'pack', 'to', 'dryRun', 'yes', 'json'],
	setup: ['sample', 'production', 'yes', 'readOnly', 'ascii'],
	optimize: ['readOnly', 'dryRun', 'yes', 'json'],
	indexes: ['readOnly', 'dryRun', 'yes', 'json', 'foreignKeys'],
	tables: ['readOnly', 'dryRun', 'yes', 'json', 'with', 'set'],
	vacuum: ['json'],
	upkeep: ['readOnly', 'dryRun', 'yes', 'json'],
	sessions: ['readOnly', 'dryRun', 'yes', 'json'],
	blocking: ['json'],
	statements: ['json'],
	settings: ['json'],
	replication: ['json'],
	journal: ['json'],
	replay: ['ascii', 'color'],
	diff: ['json'],
	report: ['html', 'for', 'interval', 'dir', 'pack'],
	record: ['for', 'interval', 'maxSize', 'keep', 'dir', 'pack'],
};

/** An option that wants a value and is the last word, or is followed by another option, is a mistake to name. */
function checkValues(argv: readonly string[]): void {
	const wants =
		/^(-h|-p|-U|-d|--(host|port|user|username|dbname|config|interval|pane|dir|to|for|max-size|keep|html|with|set))$/;
	for (const [index, word] of argv.entries()) {
		const next = argv[index + 1];
		if (wants.test(word) && (next === undefined || /^-[-a-zA-Z]/.test(next))) {
			throw new UsageError(`${word} wants a value. See pgdeck --help.`);
		}
	}
}
