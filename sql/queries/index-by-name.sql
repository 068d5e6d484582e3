-- The oid of the index that $1 names, with or without its schema, as SQL would find it.
-- Since: 13. Needs: nothing. Cost: one look-up.
select c.oid::int8 as "oid"
from pg_class c
where c.oid = to_regclass($1) and c.relkind in ('i', 'I')
