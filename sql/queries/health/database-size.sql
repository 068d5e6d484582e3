-- Size of this database on disk.
-- Since: 13. Needs: CONNECT, which the connection proves.
-- Cost: a stat() of every file of the database: minutes on some (dbcodeio/public#405), so asked apart and seldom.
select pg_database_size(current_database()) as "sizeBytes"
