/** What a connection is. */
export const connection = `
  A connection is a URI (postgres://user@host:5432/db), key=value pairs
  ("host=db1 dbname=shop") or a database name. What it leaves out comes from
  -h -p -U -d, the PG* variables, a service (service=NAME or PGSERVICE),
  ~/.pgpass and the local socket, as with psql.`;

/** Options of every command that connects. */
export const common = `
  -h, --host HOST        server, or folder of its socket
  -p, --port PORT        default 5432
  -U, --user USER        default: your own name
  -d, --dbname DB        database, or a connection
  --config FILE          default ~/.config/pgdeck/config.json
  --debug                show the stack of an unexpected error
  --help, --version`;

/** Options of what changes a server. */
export const acting = `  --dry-run              print the plan and stop
  --yes                  do not ask
  --read-only            refuse
  --json`;

/** What actions end with. */
export const exits = `
Exit codes
  0 done, or nothing to do   1 failed   2 wrong usage   3 refused: read only,
  a standby, a missing right, a blocking check, or no confirmation (n, Ctrl+C)`;
