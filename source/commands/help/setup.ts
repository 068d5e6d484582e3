import {common, connection, exits} from './parts.ts';

export const setupHelp = `
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
${exits}`;
