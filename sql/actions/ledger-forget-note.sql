delete from pgdeck_migrations where version = $1
