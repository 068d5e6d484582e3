-- Whether this role may take on the role $1.
-- Since: 13. Needs: nothing. Cost: none.
select pg_catalog.pg_has_role(r.oid, 'member') as "may"
from pg_catalog.pg_roles r
where r.rolname = $1
