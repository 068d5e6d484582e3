-- Rows of a default partition: those that months can be made for ("movable"), and all others ("beyond"), which no month
-- will ever take. At most 10,000 of each are counted.
-- Stands on a CTE "strays" with the column "movable" of each row, which its reader writes with the names of the table.
-- Since: 13. Needs: SELECT on the column of time. Cost: at worst two passes over the default partition, which is empty
-- but for mistakes; asked only where it has rows.
select
	(select count(*) from (select from strays where movable limit 10000) counted)::int as "movable",
	(select count(*) from (select from strays where movable is not true limit 10000) counted)::int as "beyond"
