import {common, connection, exits} from './parts.ts';

export const statementsHelp = `
Usage
  pgdeck statements [list] [connection]   what each statement cost, by pg_stat_statements

  In all, since they are counted: one sample has nothing to compare with. Of more
  than 400 it has those that lead in time, calls, rows, blocks, temporary files or
  WAL.

Options
  --json                 as a snapshot has it${common}

Connection${connection}
${exits}`;
