import {common, connection, exits} from './parts.ts';

export const reportHelp = `
Usage
  pgdeck report FILE --html OUT          of a recording
  pgdeck report [connection] --html OUT  of a server, looked at for a few seconds

  One page that needs nothing beside it, for the post-mortem: charts over time,
  findings with since when, the worst statements, who blocked whom at the worst
  moment, and what was done. --html - writes to standard output. Only you may
  read the file: names and statements of the database are in it.

Options
  --html OUT             the page to write
  --for TIME             how long to look at a server, default 10s
  --interval SECONDS     between samples, 0.5 to 3600, default 2
  --dir DIR | --pack     migrations of a folder, or of the registry pack${common}

Connection${connection}
${exits}`;
