import {common, connection} from './parts.ts';

export const checkHelp = `
Usage
  pgdeck check [connection] [options]

  What is wrong, the worst first: the findings of the console, for a monitoring
  system. Rates are those of one second. What compares with the hour before
  needs the console; what is acknowledged there raises no alarm here, on the
  same host. Thresholds are in the configuration, under "findings":
  docs/configuration.md has them all.

Options
  --json                 state, server, findings with since-when, evidence and help${common}

Connection${connection}

Exit codes
  0 OK   1 WARNING   2 CRITICAL   3 UNKNOWN: the server can't be asked, a rule
  was not allowed to look and nothing else is wrong, or wrong usage`;
