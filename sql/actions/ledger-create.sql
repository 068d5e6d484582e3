-- dbmate's ledger, exactly as dbmate makes it (pkg/driver/postgres/postgres.go), so that either tool goes on with it.
create table if not exists schema_migrations (version varchar primary key)
