-- Records an upkeep task as done: task, target and findings.
select mcp.note_upkeep($1, $2, $3::text::jsonb)
