import {common, connection, exits} from './parts.ts';

export const replicationHelp = `
Usage
  pgdeck replication [list] [connection]   standbys, slots, subscriptions, archiver, checkpoints

Options
  --json                 as a snapshot has it${common}

Connection${connection}
${exits}`;
