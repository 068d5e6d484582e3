import {common, connection, exits} from './parts.ts';

export const snapshotHelp = `
Usage
  pgdeck snapshot [connection] [options]

  One sample of every pane on standard output. There is nothing to compare it
  with, so rates a second are null.

Options
  --json                 as docs/snapshot.schema.json describes
  --pane NAME            health, registry, requests, tenants, indexes, tables, migrations, upkeep,
                         alerts, missing, sessions, blocking, locks, statements,
                         waits, replication, progress, databases, settings or vacuum${common}

Connection${connection}
${exits}`;
