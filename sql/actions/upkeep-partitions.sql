-- Creates the missing months of a table: this month and the next ones.
select mcp.create_monthly_partitions($1::text::regclass, $2::int)
