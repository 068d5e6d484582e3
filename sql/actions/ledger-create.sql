-- dbmate's ledger, exactly as dbmate creates it (pkg/driver/postgres/postgres.go), so that either tool can continue it.
create table if not exists schema_migrations (version varchar primary key)
