-- Whether this role may take on the role $1.
-- Since: 16, where membership alone does not allow it. Needs: nothing. Cost: none.
select pg_catalog.pg_has_role(r.oid, 'set') as "may"
from pg_catalog.pg_roles r
where r.rolname = $1
