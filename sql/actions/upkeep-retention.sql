-- All steps of one policy, each in its own transaction; rows in batches of $2.
call mcp.apply_retention($1, $2::int)
