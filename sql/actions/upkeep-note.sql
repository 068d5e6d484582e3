-- Notes that a piece of upkeep is done: task, target, what was found.
select mcp.note_upkeep($1, $2, $3::text::jsonb)
