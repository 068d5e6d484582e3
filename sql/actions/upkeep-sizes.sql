-- The size of every table, for how fast they grow.
select mcp.record_table_sizes()
