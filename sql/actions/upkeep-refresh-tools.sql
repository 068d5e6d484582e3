-- Refreshes the view of the pack through its function, which other roles than the owner can be granted.
select mcp.refresh_tool_stats()
