import {acting, common, connection, exits} from './parts.ts';

export const upkeepHelp = `
Usage
  pgdeck upkeep [list] [connection]         what upkeep is due, and when each was last done
  pgdeck upkeep run NAME… [connection]      do it, one after the other

  partitions:TABLE   months of a partitioned table, this one and three ahead
  retention:POLICY   rows older than data_retention_policies keeps them
  refresh:VIEW       a materialized view, CONCURRENTLY
  analyze            planner statistics that are due
  analyze:TABLE      one table, due or not
  weekly, monthly, quarterly   reviews: indexes; statistics and sizes; all of it

  A kind alone, as in "run partitions", is all of it that is due. A connection
  beside names is a URI, key=value pairs, or -d.

  When each was last done is in the registry's own mcp.upkeep_log, the same for
  everybody. Without the registry pack that is n/a.

Options
${acting}${common}

Connection${connection}
${exits}`;
