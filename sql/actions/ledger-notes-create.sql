-- What dbmate's ledger has no room for: a table beside it, which dbmate does not mind.
create table if not exists pgdeck_migrations (
	version varchar primary key,
	name text not null,
	checksum text not null,
	duration_ms float8 not null,
	applied_by text not null,
	applied_at timestamptz not null default now()
)
