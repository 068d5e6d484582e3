-- The relation of a name, quoted as in SQL, by the search path. Null if there is none.
-- Since: 13. Needs: nothing. Cost: a look-up. Fails on a name with a syntax error.
select pg_catalog.to_regclass($1::text)::oid::int8 as "oid"
