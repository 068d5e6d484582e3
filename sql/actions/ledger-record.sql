insert into schema_migrations (version) values ($1)
