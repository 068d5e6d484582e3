-- Size of this database on disk.
-- Since: 13. Needs: CONNECT, which this connection has.
-- Cost: a stat() of every file of the database, up to minutes (dbcodeio/public#405): read rarely and apart.
select pg_database_size(current_database()) as "sizeBytes"
