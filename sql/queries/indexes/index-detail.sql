-- Index $1 (oid) in full, for the opened row.
-- Since: 13. Needs: nothing. Cost: one stat() and one deparse; waits for locks no longer than lock_timeout.
select
	pg_get_indexdef(i.indexrelid) as "definition",
	pg_relation_size(i.indexrelid) as "sizeBytes",
	pg_table_size(i.indrelid) as "tableBytes",
	coalesce(s.seq_scan, 0) as "tableSequentialScans",
	coalesce(s.idx_scan, 0) as "tableIndexScans",
	s.n_tup_ins + s.n_tup_upd + s.n_tup_del as "tableWrites",
	obj_description(i.indexrelid, 'pg_class') as "comment"
from pg_index i
left join pg_stat_user_tables s on s.relid = i.indrelid
where i.indexrelid = $1::int8::oid
