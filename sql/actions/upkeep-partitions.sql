-- The missing months of a table, this one and those ahead.
select mcp.create_monthly_partitions($1::text::regclass, $2::int)
