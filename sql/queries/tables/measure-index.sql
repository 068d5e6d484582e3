-- Page density of a btree. `measured` is the result of pgstatindex(), called in the schema of its extension.
-- Since: 13. Needs: pgstattuple, and pg_stat_scan_tables, which pg_monitor has. Cost: reads the whole index.
select
	index_size as "bytes",
	leaf_pages as "leafPages",
	empty_pages as "emptyPages",
	deleted_pages as "deletedPages",
	-- NaN for an index without leaf pages.
	nullif(avg_leaf_density, 'NaN')::float8 / 100 as "density",
	nullif(leaf_fragmentation, 'NaN')::float8 / 100 as "fragmentation"
from measured
