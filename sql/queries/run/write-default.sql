-- Whether the transactions of a new session read only, and where that was said. To be asked by a session that has not
-- set it itself, as those that only read have.
-- Since: 13. Needs: nothing. Cost: none.
select
	setting = 'on' as "readsOnly",
	source as "source",
	quote_ident(session_user) as "quotedUser",
	quote_ident(current_database()) as "quotedDatabase"
from pg_catalog.pg_settings
where name = 'default_transaction_read_only'
