insert into pgdeck_migrations (version, name, checksum, duration_ms, applied_by)
values ($1, $2, $3, $4, $5)
on conflict (version) do update
set name = excluded.name, checksum = excluded.checksum, duration_ms = excluded.duration_ms,
	applied_by = excluded.applied_by, applied_at = now()
