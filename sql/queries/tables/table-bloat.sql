-- Estimated bloat of each table in bytes, as a range, from planner statistics.
-- By the method of ioguix/pgsql-bloat-estimation: average column widths give the size of a row. Statistics do not show
-- alignment, so the low end pads every column as far as its type may require and the high end pads none. Either
-- assumption alone measured up to 21 % bloat on a freshly filled table.
-- Since: 13. Needs: SELECT on the columns: pg_stats hides the others, even from pg_monitor.
-- Cost: 0.1 ms a table; runs rarely.
with columns as (
	select
		a.attrelid,
		count(*) as columns,
		count(s.attname) as known,
		bool_or(s.null_frac > 0) as has_nulls,
		sum((1 - coalesce(s.null_frac, 0)) * coalesce(s.avg_width, 0)) as width,
		-- Short variable-length values are not aligned; fixed-length ones are, to 1, 2, 4 or 8 bytes.
		sum(
			case when a.attlen = -1 and coalesce(s.avg_width, 0) < 127 then 0 else
				case a.attalign when 'd' then 7 when 'i' then 3 when 's' then 1 else 0 end
			end
		) as padding,
		bool_and(a.attlen > 0) as fixed
	from pg_attribute a
	join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'm') and c.relpersistence <> 't'
	join pg_namespace n on n.oid = c.relnamespace
		and n.nspname not in ('pg_catalog', 'information_schema')
	left join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
		and s.inherited = false
	where a.attnum > 0 and not a.attisdropped
	group by a.attrelid
),
sized as (
	select
		c.oid,
		c.relpages::float8 as pages,
		coalesce(toast.relpages, 0)::float8 as toast_pages,
		c.reltuples::float8 as tuples,
		current_setting('block_size')::float8 as block,
		coalesce(
			(select option_value::float8 from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'),
			100
		) / 100 as fill,
		columns.known,
		columns.columns,
		-- Header of 23 bytes and a bit a column where there are nulls, aligned to 8.
		8 * ceil((23 + case when columns.has_nulls then ceil(columns.columns / 8.0) else 0 end) / 8.0) as header,
		-- Rows are padded to a multiple of 8: exact for rows of one length, 0 to 7 bytes more for others.
		case when columns.fixed then 8 * ceil(columns.width / 8.0) else columns.width end as least,
		8 * ceil((columns.width + columns.padding) / 8.0) as most
	from pg_class c
	join columns on columns.attrelid = c.oid
	left join pg_class toast on toast.oid = c.reltoastrelid
	where c.relkind in ('r', 'm')
)
select
	oid::int8 as "oid",
	case
		when tuples < 0 then 'never-analyzed'
		-- 13 can't tell an empty table from one that was never analyzed.
		when tuples = 0 and pages = 0
			then case when current_setting('server_version_num')::int < 140000 then 'never-analyzed' end
		when known = 0
			then case
				when has_any_column_privilege(oid, 'select') and not row_security_active(oid) then 'never-analyzed'
				else 'statistics-unreadable'
			end
		when known < columns then 'statistics-incomplete'
	end as "unknown",
	greatest(0, pages - ceil(tuples / greatest(1, floor(
		(block - 24) * fill / (4 + header + most)
	)))) * block as "lowBytes",
	greatest(0, pages - ceil(tuples / greatest(1, floor(
		(block - 24) * fill / (4 + header + least)
	)))) * block as "highBytes",
	pages * block as "heapBytes",
	toast_pages * block as "toastBytes"
from sized
