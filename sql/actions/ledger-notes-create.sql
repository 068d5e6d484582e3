-- Facts for which dbmate's ledger has no column, in a table beside it that dbmate ignores.
create table if not exists pgdeck_migrations (
	version varchar primary key,
	name text not null,
	checksum text not null,
	duration_ms float8 not null,
	applied_by text not null,
	applied_at timestamptz not null default now()
)
