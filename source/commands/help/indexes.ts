import {acting, common, connection, exits} from './parts.ts';

export const indexesHelp = `
Usage
  pgdeck indexes [list] [connection]        every index with its category and what stands against a drop
  pgdeck indexes drop NAME… [connection]    DROP INDEX CONCURRENTLY, one after the other
  pgdeck indexes undo ID [connection]       build a dropped index again
  pgdeck indexes build DEFINITION…          CREATE INDEX of one's own, CONCURRENTLY; of partitions one by one
  pgdeck indexes build --foreign-keys [TABLE…]
                                            the indexes that foreign keys lack
  pgdeck indexes rebuild NAME…              REINDEX CONCURRENTLY, one after the other; INVALID ones too
  pgdeck indexes clean [NAME…]              drop what interrupted rebuilds have left (_ccnew, _ccold)

  NAME is an index, with its schema where that is not on the search path: as
  "list" prints it, as SQL writes it, or its bare letters. One with a line
  break or a control character, which "list" can't print as it is, is dropped
  from the console. After "drop", "build", "rebuild" and "clean" every word is a
  NAME, DEFINITION or TABLE but a URI: key=value pairs or a database name go
  after -d.
  Each drop has its ID in pgdeck journal.
  --json has of each index its verdict, what it lacks, what is for and against a
  drop, the evidence of each node, and how it was found.

Options
  --foreign-keys         build: of TABLEs, or of all
${acting}${common}

Connection${connection}
${exits}`;
