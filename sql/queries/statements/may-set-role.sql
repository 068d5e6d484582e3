-- Whether this role may SET ROLE to $1.
-- Since: 13; from 16 on, membership alone does not allow it. Needs: nothing. Cost: none.
select
	pg_catalog.pg_has_role(r.oid, 'member') as "may" -- before 16
	pg_catalog.pg_has_role(r.oid, 'set') as "may" -- since 16
from pg_catalog.pg_roles r
where r.rolname = $1
