-- The relation that a name means, as SQL writes it, by the search path. Null where there is none.
-- Since: 13. Needs: nothing. Cost: a look-up. Fails with what is wrong with a name that is none.
select pg_catalog.to_regclass($1::text)::oid::int8 as "oid"
