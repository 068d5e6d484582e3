-- Records the size of every table, to measure growth.
select mcp.record_table_sizes()
