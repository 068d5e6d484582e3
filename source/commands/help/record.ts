import {common, connection, exits} from './parts.ts';

export const recordHelp = `
Usage
  pgdeck record FILE [connection] [options]

  Writes what the console would show to one file, sample by sample, for pgdeck
  replay, report and diff. Goes on until --for is over or Ctrl+C (or SIGTERM)
  ends it, which is exit code 0; tries again where the server goes away. A
  recording of the same server is added to; any other file is refused. Only you
  may read it: it has statements and names of your database in it.

  Vital signs and waits are recorded at every sample, who does what and who waits
  every 5 s, what is counted every 30 s, what people change every 5 minutes, plans
  of the worst statements every 10 minutes; with a short --for more often.

Options
  --for TIME             end after 90s, 30m, 2h or 7d; default: when it is ended
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --max-size SIZE        the oldest samples go beyond it, default 256MB
  --keep TIME            the oldest samples go after it, default 7d
  --dir DIR | --pack     migrations of a folder, or of the registry pack${common}

Connection${connection}
${exits}`;
