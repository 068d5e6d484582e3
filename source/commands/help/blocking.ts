import {common, connection, exits} from './parts.ts';

export const blockingHelp = `
Usage
  pgdeck blocking [connection] [--json]

  Who waits for a lock, and behind whom, as trees: roots are those that wait for
  nobody. Sessions ahead in a queue and prepared transactions are among them.

Options
  --json${common}

Connection${connection}
${exits}`;
