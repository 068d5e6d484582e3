import {common, connection, exits} from './parts.ts';

export const vacuumHelp = `
Usage
  pgdeck vacuum [list] [connection]

  What is due by autovacuum's arithmetic, table by table; who holds VACUUM back;
  wraparound of each database of the cluster; sequences near their end.

Options
  --json${common}

Connection${connection}
${exits}`;
