-- The pack's own view, by its function: others than its owner may be given that.
select mcp.refresh_tool_stats()
