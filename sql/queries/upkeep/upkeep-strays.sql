-- Rows of a default partition: those that fit a month that can be created ("movable"), and all others ("beyond"). At most
-- 10,000 of each are counted.
-- Requires a CTE "strays" with the column "movable", which the caller writes with the table's names.
-- Since: 13. Needs: SELECT on the time column. Cost: at worst two passes over the default partition, which is empty except
-- for mistakes; asked only if it has rows.
select
	(select count(*) from (select from strays where movable limit 10000) counted)::int as "movable",
	(select count(*) from (select from strays where movable is not true limit 10000) counted)::int as "beyond"
