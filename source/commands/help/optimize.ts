import {common, connection, exits} from './parts.ts';

export const optimizeHelp = `
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
${exits}`;
