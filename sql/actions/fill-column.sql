-- Gives rows without a value the default of a column, some blocks of the table at a time, each in its own transaction, so
-- that sessions wait at most for one batch. Runs outside a transaction; after an interruption it continues with the rows
-- that have no value. :relation and :column are replaced by names quoted for SQL.
-- Rows are found by their ctid, for which 13 has no range scan: a row takes at least 28 bytes of a block (bufpage.h,
-- htup_details.h).
-- Since: 13. Needs: the table. Cost: a new version of each row, and one more read at the end.
do $fill$
-- locks: ROW EXCLUSIVE on :relation
declare
	part regclass;
	block bigint;
	line_count constant integer := current_setting('block_size')::integer / 28;
	left_over boolean;
begin
	for part in
		select c.oid from pg_catalog.pg_class c
		where c.relkind = 'r' and (
			c.oid = ':relation'::regclass or c.oid in (select t.relid from pg_catalog.pg_partition_tree(':relation') t)
		)
	loop
		-- A concurrent UPDATE may move a row without a value to a finished block: repeat then.
		loop
			block := 0;
			while block < pg_catalog.pg_relation_size(part) / current_setting('block_size')::bigint loop
				execute format(
					'update only %s set :column = default where :column is null and ctid = any (array(
						select format(''(%%s,%%s)'', b, line)::tid
						from pg_catalog.generate_series(%s, %s) b, pg_catalog.generate_series(1, %s) line
					))',
					part, block, block + 63, line_count
				);
				commit;
				block := block + 64;
			end loop;
			execute format('select exists (select from only %s where :column is null)', part) into left_over;
			exit when not left_over;
		end loop;
	end loop;
end
$fill$
