import {common, connection, exits} from './parts.ts';

export const settingsHelp = `
Usage
  pgdeck settings [list] [connection]   settings of the server that somebody has changed

Options
  --json                 all of them, as a snapshot has it${common}

Connection${connection}
${exits}`;
