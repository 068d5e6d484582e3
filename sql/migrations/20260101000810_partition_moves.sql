-- Moving a table with rows to its twin while it is written to: the way to a table by month, and back.
--
-- In steps, each a transaction of its own, and each worked out from what is there: an interrupted move goes on where it
-- stopped when it is called again.
-- 1. A trigger on the table repeats every write on the twin, in the same transaction. It is made behind a lock that waits
--    for all writes under way, so that none escapes it.
-- 2. The rows that were there before are copied, some blocks of the table at a time. What the trigger has written already
--    is passed over. The rows of a batch are locked against change meanwhile: one that is deleted just between reading and
--    copying would rise again. A batch never waits for a row (it comes back to it), so that it can't be part of a deadlock.
-- 3. Table and twin are compared, all rows by count and checksum, in one statement: so both are seen at one moment, and
--    nobody is locked out for it. From here on the trigger keeps them the same.
-- 4. References are stated on each partition, checked there, and only then on the whole: no lock for long.
-- 5. The two change places: names, grants, triggers, views, sequences. Behind an exclusive lock, for some milliseconds;
--    where counting took less than a second before, rows are counted once more.
-- Others queue up behind a step that waits for a lock, so it gives up after half a second; every fourth time it waits long
-- enough for an autovacuum to step aside. A step that needs several locks takes first the one on the table itself: nobody
-- holds one on the twin who has none on the table. For each of the rest it waits a tenth of a second: so it has given up
-- before another session, with which it might wait in a circle, is ended as a deadlock.
-- The table as it was stays, as <table>_before_partitioning, unless it is empty: drop_before_partitioning drops it.

-- migrate:up

-- Columns that take a value, those by which a row and its copy are told, and those by which a row of the table by month is.
create or replace function mcp.move_columns(p_target regclass, p_time_column name)
returns table (written name[], key name[], place name[])
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	select
		(select array_agg(attname order by attnum) from pg_attribute
			where attrelid = p_target and attnum > 0 and not attisdropped and attgenerated = ''),
		keys.names,
		case when p_time_column = any (keys.names) then keys.names else keys.names || p_time_column end
	from (
		select array_agg(attribute.attname order by listed.place) as names
		from pg_index as index
			cross join lateral unnest(index.indkey::int2[]) with ordinality as listed (attnum, place)
			join pg_attribute as attribute on attribute.attrelid = index.indrelid and attribute.attnum = listed.attnum
		where index.indrelid = p_target and index.indisprimary
	) as keys
$$;

-- A list of columns, each in the given form.
create or replace function mcp.list_columns(p_columns name[], p_form text, p_between text default ', ')
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
	select string_agg(replace(p_form, '?', quote_ident(listed.name)), p_between order by listed.place)
	from unnest(p_columns) with ordinality as listed (name, place)
$$;

-- Locks relations in their order: waits for the first as long as lock_timeout says, and for the rest hardly.
create or replace function mcp.lock_relations(p_mode text, p_relations regclass[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	relation regclass;
begin
	foreach relation in array p_relations loop
		execute format('lock table %s in %s mode', relation, p_mode);
		perform set_config('lock_timeout', '100ms', true);
	end loop;
end
$$;

-- Begins to repeat writes on the twin, and notes what there is to be copied.
create or replace function mcp.start_mirror(p_target regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	columns record;
	mirror text;
	put text;
	otherwise text;
	block_size constant bigint := current_setting('block_size');
begin
	select * into strict move from mcp.partition_moves where target = p_target;
	select * into columns from mcp.move_columns(p_target, move.time_column);
	perform mcp.lock_relations('share row exclusive', array[move.source]);

	mirror := format('mcp_moving.%I', mcp.name_with((select relname from pg_class where oid = p_target), '_mirror'));
	put := format(
		'insert into %s (%s) overriding system value values', p_target, mcp.list_columns(columns.written, '?')
	);
	otherwise := format(
		'on conflict (%s) do update set %s',
		mcp.list_columns(columns.key, '?'), mcp.list_columns(columns.written, '? = excluded.?')
	);
	-- SECURITY DEFINER: who writes the table has no rights on the twin yet.
	execute format(
		'create function %s() returns trigger language plpgsql security definer
		set search_path = pg_catalog, pg_temp as %L',
		mirror,
		format($body$
			begin
				if tg_op = 'TRUNCATE' then
					truncate %1$s;
					return null;
				end if;
				if tg_op = 'DELETE' or tg_op = 'UPDATE' and (%2$s) is distinct from (%3$s) then
					delete from %1$s where %4$s;
					if not found and current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
						-- A copy that was made since this transaction's snapshot can't be seen by it. Writing in its
						-- place ends this transaction with a serialization failure, as is usual; else it is undone here.
						%5$s;
						delete from %1$s where %4$s;
					end if;
				end if;
				if tg_op <> 'DELETE' then
					%6$s;
				end if;
				return null;
			end
			$body$,
			p_target,
			mcp.list_columns(columns.place, 'old.?'), mcp.list_columns(columns.place, 'new.?'),
			mcp.list_columns(columns.place, '? = old.?', ' and '),
			concat_ws(' ', put, '(' || mcp.list_columns(columns.written, 'old.?') || ')', otherwise),
			concat_ws(' ', put, '(' || mcp.list_columns(columns.written, 'new.?') || ')', otherwise)
		)
	);
	execute format('revoke execute on function %s() from public', mirror);
	execute format(
		'create trigger mcp_mirror after insert or update or delete on %s for each row execute function %s()',
		move.source, mirror
	);
	execute format(
		'create trigger mcp_mirror_truncate after truncate on %s for each statement execute function %s()',
		move.source, mirror
	);
	-- Also for what comes by replication.
	execute format('alter table %s enable always trigger mcp_mirror', move.source);
	execute format('alter table %s enable always trigger mcp_mirror_truncate', move.source);

	insert into mcp.partition_move_parts (target, part, filenode, end_block)
	select p_target, part.oid, pg_relation_filenode(part.oid), pg_relation_size(part.oid) / block_size
	from pg_class as part
	where part.oid = move.source and part.relkind = 'r'
		or part.oid in (select tree.relid from pg_partition_tree(move.source) as tree where tree.isleaf);
	update mcp.partition_moves set state = 'copying' where target = p_target;
end
$$;

-- Copies some blocks of the next part. Gives how many rows it had to leave because others are changing them; null when
-- all is copied.
create or replace function mcp.copy_blocks(p_target regclass, p_rows integer)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
-- A row's copy is looked up in the index of its month, whatever the planner thinks of a table that it does not know yet.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
	move mcp.partition_moves;
	part mcp.partition_move_parts;
	columns record;
	block_size constant bigint := current_setting('block_size');
	blocks bigint;
	place text;
	left_out bigint;
	copied bigint;
begin
	select * into strict move from mcp.partition_moves where target = p_target for update;
	select * into part from mcp.partition_move_parts as listed
	where listed.target = p_target and listed.next_block < listed.end_block
	order by listed.part
	limit 1;
	if not found then
		return null;
	end if;
	select * into columns from mcp.move_columns(p_target, move.time_column);
	-- From here on nobody writes it anew in other places.
	execute format('lock table only %s in row share mode', part.part);
	if pg_relation_filenode(part.part) <> part.filenode then
		part.filenode := pg_relation_filenode(part.part);
		part.next_block := 0;
		part.end_block := pg_relation_size(part.part) / block_size;
	end if;
	select greatest(1, ceil(p_rows / case
		when relpages > 0 and reltuples > 0 then greatest(1, reltuples / relpages) else 50
	end)) into blocks
	from pg_class where oid = part.part;
	blocks := least(blocks, 10000, part.end_block - part.next_block);

	-- Before 14 a range of places is read by going through the whole table.
	place := case
		when current_setting('server_version_num')::integer >= 140000 then format(
			'own.ctid >= ''(%s,0)''::tid and own.ctid < ''(%s,0)''::tid', part.next_block, part.next_block + blocks
		)
		else format(
			'own.ctid = any (array(select format(''(%%s,%%s)'', block, line)::tid
			from generate_series(%s, %s) as block, generate_series(1, %s) as line))',
			part.next_block, part.next_block + blocks - 1, block_size / 28
		)
	end;
	execute format(
		'with missing as (
			select count(*) as number from only %1$s as own
			where %2$s and not exists (select from %4$s as copy where %6$s)
		), taken as (
			select %3$s from only %1$s as own
			where %2$s and not exists (select from %4$s as copy where %6$s)
			for share of own skip locked
		), put as (
			insert into %4$s (%3$s) overriding system value select %3$s from taken
			on conflict (%5$s) do nothing returning 1
		)
		select missing.number - (select count(*) from taken), (select count(*) from put) from missing',
		part.part, place, mcp.list_columns(columns.written, '?'), p_target, mcp.list_columns(columns.key, '?'),
		mcp.list_columns(columns.place, 'copy.? = own.?', ' and ')
	) into left_out, copied;
	left_out := greatest(left_out, 0);
	update mcp.partition_move_parts as listed
	set filenode = part.filenode, end_block = part.end_block,
		next_block = case when left_out = 0 then part.next_block + blocks else part.next_block end
	where listed.target = p_target and listed.part = part.part;
	update mcp.partition_moves set copied_rows = copied_rows + copied where target = p_target;
	return left_out;
end
$$;

-- Compares all rows of table and twin at one moment, and their columns and indexes.
create or replace function mcp.compare_twin(p_target regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	columns text;
	differing text;
	began constant timestamptz := clock_timestamp();
	counted record;
begin
	select * into strict move from mcp.partition_moves where target = p_target;
	perform mcp.check_twin(p_target);
	select string_agg(quote_ident(attname), ', ' order by attnum) into columns
	from pg_attribute where attrelid = move.source and attnum > 0 and not attisdropped;
	execute format(
		'select source.*, twin.number as twin_number, twin.checksum as twin_checksum
		from (
			select count(*) as number, coalesce(sum(hashtextextended(row(%1$s)::text, 0)), 0) as checksum from %2$s
		) as source, (
			select count(*) as number, coalesce(sum(hashtextextended(row(%1$s)::text, 0)), 0) as checksum from %3$s
		) as twin',
		columns, move.source, p_target
	) into counted;
	if counted.number <> counted.twin_number or counted.checksum <> counted.twin_checksum then
		differing := case
			when counted.number <> counted.twin_number
				then format('%s rows, and %s in its copy', counted.number, counted.twin_number)
			else format('%s rows, of which some differ from their copies', counted.number)
		end;
		raise exception '% has %.', move.source, differing using errcode = 'data_corrupted',
			hint = format('Nothing was changed. Begin again after: select mcp.cancel_move(%L)', move.source);
	end if;
	update mcp.partition_moves
	set state = 'compared', compared_rows = counted.number,
		compare_ms = 1000 * extract(epoch from clock_timestamp() - began)
	where target = p_target;
end
$$;

-- Refuses to go on with a twin that is no more like its table: one that was altered meanwhile, or lost its trigger.
create or replace function mcp.check_twin(p_target regclass)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	differing text;
begin
	select * into strict move from mcp.partition_moves where target = p_target;
	select string_agg(distinct attname, ', ') into differing from (
		select attname, format_type(atttypid, atttypmod) as type, attnotnull, attgenerated, count(*)
		from pg_attribute
		where attrelid in (move.source, p_target) and attnum > 0 and not attisdropped
		group by 1, 2, 3, 4
		having count(*) <> 2
	) as listed;
	if differing is null then
		select string_agg(listed.name, ', ') into differing from (
			select relname as name from pg_index join pg_class on pg_class.oid = indexrelid
			where indrelid in (move.source, p_target)
			group by relname
			having count(*) <> 2
			union all
			select conname from pg_constraint
			where conrelid in (move.source, p_target) and contype = 'c'
			group by conname
			having count(*) <> 2
		) as listed;
	end if;
	if differing is null and (
		select count(*) from pg_trigger
		where tgrelid = move.source and tgname in ('mcp_mirror', 'mcp_mirror_truncate') and tgenabled = 'A'
	) <> 2 then
		differing := 'mcp_mirror';
	end if;
	if differing is not null then
		raise exception '% was altered while it was copied: %.', move.source, differing
			using errcode = 'object_not_in_prerequisite_state',
				hint = format('Nothing was changed. Begin again after: select mcp.cancel_move(%L)', move.source);
	end if;
end
$$;

-- Does the next thing for a reference of the table that the twin lacks, and says what; null when it has all.
create or replace function mcp.add_reference(p_target regclass)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	reference record;
	part record;
begin
	select * into strict move from mcp.partition_moves where target = p_target;
	for reference in
		select conname as name, pg_get_constraintdef(oid) as definition, confrelid as referenced from pg_constraint
		where conrelid = move.source and contype = 'f' and conparentid = 0
		order by oid
	loop
		continue when exists (
			select from pg_constraint where conrelid = p_target and conname = reference.name and convalidated
		);
		if not exists (
			select from pg_constraint
			where conname = reference.name and conrelid in (
				select p_target where not move.by_month
				union all
				select tree.relid from pg_partition_tree(p_target) as tree where move.by_month and tree.isleaf
			)
		) then
			perform mcp.lock_relations('share row exclusive', array[move.source, p_target, reference.referenced]);
			for part in
				select p_target as relid where not move.by_month
				union all
				select tree.relid from pg_partition_tree(p_target) as tree where move.by_month and tree.isleaf
			loop
				execute format(
					'alter table %s add constraint %I %s not valid', part.relid, reference.name, reference.definition
				);
			end loop;
			return format('stated %s', reference.name);
		end if;
		select conrelid::regclass as relid into part from pg_constraint
		where conname = reference.name and not convalidated and conrelid in (
			select p_target
			union all
			select tree.relid from pg_partition_tree(p_target) as tree
		)
		limit 1;
		if found then
			execute format('alter table %s validate constraint %I', part.relid, reference.name);
			return format('checked %s of %s', reference.name, part.relid);
		end if;
		-- Takes over those of the partitions, and looks at no row.
		perform mcp.lock_relations('share row exclusive', array[move.source, p_target, reference.referenced]);
		execute format('alter table %s add constraint %I %s', p_target, reference.name, reference.definition);
		return format('added %s', reference.name);
	end loop;
	return null;
end
$$;

-- Puts the twin into the place of its table.
create or replace function mcp.swap_twin(p_target regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	own record;
	counted record;
	item record;
	triggers text[];
	views text[];
	sequences text[];
	suffix text;
	statement text;
begin
	select * into strict move from mcp.partition_moves where target = p_target for update;
	select class.relname, namespace.nspname into strict own
	from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
	where class.oid = move.source;
	suffix := case when move.by_month then '_before_partitioning' else '_by_month' end;
	perform mcp.lock_relations('access exclusive', array[move.source, p_target]);
	perform mcp.check_twin(p_target);
	if move.compare_ms < 1000 then
		execute format(
			'select (select count(*) from %s) as number, (select count(*) from %s) as twin_number', move.source, p_target
		) into counted;
		if counted.number <> counted.twin_number then
			raise exception '% has % rows, and % in its copy.', move.source, counted.number, counted.twin_number
				using errcode = 'data_corrupted',
					hint = format('Nothing was changed. Begin again after: select mcp.cancel_move(%L)', move.source);
		end if;
	end if;

	-- What names the table, while the name is still this table's.
	triggers := array(
		select pg_get_triggerdef(oid) || case tgenabled
			when 'O' then '' else format(
				'; alter table %I.%I %s trigger %I', own.nspname, own.relname,
				case tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, tgname
			)
		end
		from pg_trigger
		where tgrelid = move.source and not tgisinternal and tgname not in ('mcp_mirror', 'mcp_mirror_truncate')
		order by oid
	);
	views := array(
		select distinct format(
			'create or replace view %s%s as %s', view.oid::regclass,
			case when view.reloptions is null then '' else format(' with (%s)', array_to_string(view.reloptions, ', ')) end,
			pg_get_viewdef(view.oid)
		)
		from pg_depend as reader
			join pg_rewrite as rule on rule.oid = reader.objid
			join pg_class as view on view.oid = rule.ev_class
		where reader.classid = 'pg_rewrite'::regclass and reader.refclassid = 'pg_class'::regclass
			and reader.refobjid = move.source and view.relkind = 'v'
	);
	sequences := array(
		select format(
			'alter sequence %s owned by %I.%I.%I', reader.objid::regclass, own.nspname, own.relname, attribute.attname
		)
		from pg_depend as reader
			join pg_class as sequence on sequence.oid = reader.objid and sequence.relkind = 'S'
			join pg_attribute as attribute on attribute.attrelid = reader.refobjid and attribute.attnum = reader.refobjsubid
		where reader.classid = 'pg_class'::regclass and reader.refclassid = 'pg_class'::regclass
			and reader.refobjid = move.source and reader.deptype = 'a'
	);

	execute format('drop trigger mcp_mirror on %s', move.source);
	execute format('drop trigger mcp_mirror_truncate on %s', move.source);
	execute format('drop function mcp_moving.%I()', mcp.name_with(own.relname, '_mirror'));

	for item in
		select relname from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = move.source
	loop
		execute format('alter index %I.%I rename to %I', own.nspname, item.relname, mcp.name_with(item.relname, suffix));
	end loop;
	execute format('alter table %s rename to %I', move.source, mcp.name_with(own.relname, suffix));
	for item in
		select p_target as relid union select tree.relid from pg_partition_tree(p_target) as tree
	loop
		execute format('alter table %s set schema %I', item.relid, own.nspname);
		-- Default privileges may have given others.
		for statement in
			select distinct format(
				'revoke all on %s from %s', item.relid,
				case when acl.grantee = 0 then 'public' else acl.grantee::regrole::text end
			)
			from pg_class, aclexplode(relacl) as acl
			where oid = item.relid and acl.grantee <> relowner
		loop
			execute statement;
		end loop;
		perform mcp.copy_grants(move.source, item.relid);
	end loop;
	foreach statement in array sequences || triggers || views loop
		execute statement;
	end loop;
	execute format(
		'comment on table %s is %L', move.source,
		format('Registry pack: %I.%I as it was before it was put by month.', own.nspname, own.relname)
	);
	delete from mcp.partition_move_parts where target = p_target;
	update mcp.partition_moves set state = 'moved', moved_at = now() where target = p_target;
	perform mcp.drop_moving();
end
$$;

-- A table and those that it refers to: to drop it is to lock them all.
create or replace function mcp.with_referenced(p_table regclass)
returns regclass[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	select p_table || array(
		select distinct confrelid::regclass from pg_constraint where conrelid = p_table and contype = 'f' order by 1
	)
$$;

-- Drops the schema of the twins when the last has left it.
create or replace function mcp.drop_moving()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
	if to_regnamespace('mcp_moving') is not null
		and not exists (select from pg_class where relnamespace = to_regnamespace('mcp_moving'))
		and not exists (select from pg_proc where pronamespace = to_regnamespace('mcp_moving'))
	then
		drop schema mcp_moving;
	end if;
end
$$;

-- Gives up a move that is not at its end: the table stays as it is, its twin goes.
create or replace function mcp.cancel_move(p_table regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
begin
	select * into move from mcp.partition_moves where source = p_table and state <> 'moved' for update;
	if not found then
		raise exception '% is not being moved.', p_table using errcode = 'no_data_found';
	end if;
	if current_setting('lock_timeout') = '0' then
		perform set_config('lock_timeout', '5s', true);
	end if;
	execute format('drop trigger if exists mcp_mirror on %s', p_table);
	execute format('drop trigger if exists mcp_mirror_truncate on %s', p_table);
	execute format(
		'drop function if exists mcp_moving.%I()',
		mcp.name_with((select relname from pg_class where oid = p_table), '_mirror')
	);
	execute format('drop table %s', move.target);
	delete from mcp.partition_moves where target = move.target;
	perform mcp.drop_moving();
end
$$;

-- Drops a table as it was before it was put by month. Its rows are those of that moment.
create or replace function mcp.drop_before_partitioning(p_table regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
begin
	select * into move from mcp.partition_moves where target = p_table and state = 'moved' and by_month for update;
	if not found or not exists (select from pg_class where oid = move.source) then
		raise exception 'There is no table from before % was put by month.', p_table using errcode = 'no_data_found';
	end if;
	if current_setting('lock_timeout') = '0' then
		perform set_config('lock_timeout', '5s', true);
	end if;
	perform mcp.lock_relations('access exclusive', mcp.with_referenced(move.source));
	execute format('drop table %s', move.source);
	update mcp.partition_moves set source = null where target = p_table;
end
$$;

-- What is left to be done after the swap: to drop the table before, where it is empty, or on the way back, where all its
-- rows are in the plain one again. Then the one before that is not needed any more either.
create or replace function mcp.finish_move(p_target regclass)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	first_move mcp.partition_moves;
	done text;
	occupied boolean;
begin
	select * into strict move from mcp.partition_moves where target = p_target for update;
	if not exists (select from pg_class where oid = move.source) then
		return null;
	end if;
	if move.by_month then
		execute format('select exists (select from %s)', move.source) into occupied;
		if occupied then
			return null;
		end if;
		perform mcp.drop_before_partitioning(p_target);
		return 'dropped the empty table before';
	end if;
	select * into first_move from mcp.partition_moves where target = move.source;
	done := format('dropped %s', move.source);
	perform mcp.lock_relations('access exclusive', mcp.with_referenced(move.source));
	execute format('drop table %s', move.source);
	if exists (select from pg_class where oid = first_move.source) then
		done := format('%s and %s', done, first_move.source);
		perform mcp.lock_relations('access exclusive', mcp.with_referenced(first_move.source));
		execute format('drop table %s', first_move.source);
	end if;
	delete from mcp.partition_moves where target in (p_target, move.source);
	return done;
end
$$;

-- Does the next thing of a move, and says what; null when nothing is left. waits tells that others have to end first.
create or replace function mcp.move_step(
	p_target regclass, p_rows integer, p_wait_ms integer default 500, out step text, out waits boolean
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	move mcp.partition_moves;
	left_out bigint;
begin
	perform set_config('lock_timeout', p_wait_ms || 'ms', true);
	waits := false;
	select * into move from mcp.partition_moves where target = p_target;
	if not found then
		return;
	elsif move.state = 'made' then
		perform mcp.start_mirror(p_target);
		step := 'writes are repeated';
	elsif move.state = 'copying' then
		left_out := mcp.copy_blocks(p_target, p_rows);
		waits := coalesce(left_out > 0, false);
		if waits then
			step := format('%s rows are being changed by another session', left_out);
		elsif left_out = 0 then
			step := format(
				'copied %s rows', (select copied_rows from mcp.partition_moves where target = p_target)
			);
		else
			-- Before anybody asks it: the planner knows nothing of a new table.
			execute format('analyze %s', p_target);
			perform mcp.compare_twin(p_target);
			step := format('compared %s rows', (select compared_rows from mcp.partition_moves where target = p_target));
		end if;
	elsif move.state = 'compared' then
		step := mcp.add_reference(p_target);
		if step is null then
			perform mcp.swap_twin(p_target);
			step := format('%s is in place', p_target);
		end if;
	else
		step := mcp.finish_move(p_target);
	end if;
end
$$;

-- Takes all steps of a move. Gives up after p_attempts in a row that others had to end first.
create or replace procedure mcp.move_to_twin(p_target regclass, p_rows integer, p_attempts integer)
language plpgsql
as $$
declare
	taken record;
	attempt integer := 0;
	obstacle text;
begin
	loop
		begin
			taken := mcp.move_step(
				p_target, p_rows,
				case
					when attempt % 4 < 3 then 500
					else 500 + (extract(epoch from current_setting('deadlock_timeout')::interval) * 1000)::integer
				end
			);
			obstacle := case when taken.waits then taken.step end;
		exception
			when lock_not_available or deadlock_detected or serialization_failure then
				obstacle := sqlerrm;
		end;
		commit;
		if obstacle is null then
			exit when taken.step is null;
			attempt := 0;
			raise debug '%', taken.step;
		else
			attempt := attempt + 1;
			if attempt >= p_attempts then
				raise exception 'The move of % waits for others: %', p_target, obstacle
					using errcode = 'lock_not_available',
						hint = 'Nothing is lost: call it again, and it goes on where it stopped.';
			end if;
			perform pg_sleep(least(5, 0.05 * 2 ^ attempt));
		end if;
	end loop;
end
$$;

-- Turns a table with rows into one by month. Does nothing with one that is by month already.
create or replace procedure mcp.partition_by_month(
	p_table text, p_time_column name, p_rows integer default 10000, p_attempts integer default 25
)
language plpgsql
as $$
declare
	wanted constant regclass := p_table::regclass;
	moving regclass;
	problem text;
begin
	moving := (select target from mcp.partition_moves where source = wanted and state <> 'moved' and by_month);
	if moving is null and (select relkind from pg_class where oid = wanted) = 'p' then
		-- The last step may be missing.
		moving := (select target from mcp.partition_moves where target = wanted and state = 'moved' and by_month);
		if moving is null then
			return;
		end if;
	end if;
	if moving is null then
		problem := mcp.partition_obstacle(wanted, p_time_column);
		if problem is not null then
			raise exception '% can''t be put by month: %', p_table, problem
				using errcode = 'object_not_in_prerequisite_state';
		end if;
		moving := mcp.make_twin(wanted, p_time_column, true);
		commit;
	end if;
	call mcp.move_to_twin(moving, p_rows, p_attempts);
end
$$;

-- The way back: makes a table that was put by month here a plain one again, with all its rows. Gives up a move that is
-- not at its end.
create or replace procedure mcp.make_plain(
	p_table text, p_rows integer default 10000, p_attempts integer default 25
)
language plpgsql
as $$
declare
	wanted constant regclass := p_table::regclass;
	moving regclass;
	repeated record;
	occurs boolean;
begin
	if exists (select from mcp.partition_moves where source = wanted and state <> 'moved' and by_month) then
		perform mcp.cancel_move(wanted);
		return;
	end if;
	moving := (select target from mcp.partition_moves where source = wanted and not by_month);
	if moving is null then
		-- The last step may be missing.
		moving := (select target from mcp.partition_moves where target = wanted and not by_month);
	end if;
	if moving is null then
		if not exists (select from mcp.partition_moves where target = wanted and state = 'moved' and by_month) then
			return;
		end if;
		for repeated in
			select key.name, key.definition from mcp.partition_moves, jsonb_each_text(plain_keys) as key (name, definition)
			where target = wanted
		loop
			execute format(
				'select exists (select from %s group by %s having count(*) > 1)',
				wanted, substring(repeated.definition from '\((.*)\)$')
			) into occurs;
			if occurs then
				raise exception '% can''t be a plain table again: rows have the same %, at different times.',
						wanted, repeated.name
					using errcode = 'unique_violation', hint = 'Delete or change all but one of each.';
			end if;
		end loop;
		moving := mcp.make_twin(
			wanted, (select time_column from mcp.partition_moves where target = wanted and by_month), false
		);
		commit;
	end if;
	call mcp.move_to_twin(moving, p_rows, p_attempts);
end
$$;

do $$
-- locks: nothing
declare
	routine regprocedure;
begin
	foreach routine in array array[
		'mcp.lock_relations(text, regclass[])', 'mcp.with_referenced(regclass)',
		'mcp.move_columns(regclass, name)', 'mcp.list_columns(name[], text, text)', 'mcp.start_mirror(regclass)',
		'mcp.copy_blocks(regclass, integer)', 'mcp.compare_twin(regclass)', 'mcp.check_twin(regclass)',
		'mcp.add_reference(regclass)', 'mcp.swap_twin(regclass)', 'mcp.drop_moving()', 'mcp.cancel_move(regclass)',
		'mcp.drop_before_partitioning(regclass)', 'mcp.finish_move(regclass)',
		'mcp.move_step(regclass, integer, integer)', 'mcp.move_to_twin(regclass, integer, integer)',
		'mcp.partition_by_month(text, name, integer, integer)', 'mcp.make_plain(text, integer, integer)'
	]::regprocedure[]
	loop
		execute format('revoke execute on routine %s from public', routine);
	end loop;
end
$$;

comment on function mcp.move_columns(regclass, name) is 'The columns of a twin that a move has to know.';
comment on function mcp.list_columns(name[], text, text) is 'A list of columns for a statement.';
comment on function mcp.start_mirror(regclass) is 'Begins to repeat writes to a table on its twin.';
comment on function mcp.copy_blocks(regclass, integer) is 'Copies the next rows of a table to its twin.';
comment on function mcp.compare_twin(regclass) is 'Compares all rows of a table and its twin.';
comment on function mcp.check_twin(regclass) is 'Refuses a twin that is no more like its table.';
comment on function mcp.add_reference(regclass) is 'Does the next thing for the references of a twin.';
comment on function mcp.swap_twin(regclass) is 'Puts a twin into the place of its table.';
comment on function mcp.lock_relations(text, regclass[]) is 'Locks relations, and waits only for the first.';
comment on function mcp.with_referenced(regclass) is 'A table and those that it refers to.';
comment on function mcp.drop_moving() is 'Drops the schema of the twins when it is empty.';
comment on function mcp.cancel_move(regclass) is 'Gives up a move: the table stays as it is.';
comment on function mcp.drop_before_partitioning(regclass) is 'Drops a table as it was before it was put by month.';
comment on function mcp.finish_move(regclass) is 'Drops what a move leaves, where nothing in it is needed.';
comment on function mcp.move_step(regclass, integer, integer) is 'Does the next thing of a move; null when nothing is left.';
comment on procedure mcp.move_to_twin(regclass, integer, integer) is 'Takes all steps of a move.';
comment on procedure mcp.partition_by_month(text, name, integer, integer) is
	'Turns a table with rows into one by month while it is written to.';
comment on procedure mcp.make_plain(text, integer, integer) is 'Makes a table plain again that was put by month.';

-- migrate:down
do $$
-- locks: ACCESS EXCLUSIVE on the tables of moves that are under way
-- locks: ROW EXCLUSIVE on mcp.partition_move_parts, mcp.partition_moves
declare
	unfinished regclass;
begin
	if to_regclass('mcp.partition_moves') is not null and to_regprocedure('mcp.cancel_move(regclass)') is not null then
		for unfinished in select source from mcp.partition_moves where state <> 'moved' loop
			perform mcp.cancel_move(unfinished);
		end loop;
	end if;
end
$$;

drop procedure if exists mcp.make_plain(text, integer, integer);
drop procedure if exists mcp.partition_by_month(text, name, integer, integer);
drop procedure if exists mcp.move_to_twin(regclass, integer, integer);
drop function if exists mcp.move_step(regclass, integer, integer);
drop function if exists mcp.finish_move(regclass);
drop function if exists mcp.drop_before_partitioning(regclass);
drop function if exists mcp.cancel_move(regclass);
drop function if exists mcp.drop_moving();
drop function if exists mcp.with_referenced(regclass);
drop function if exists mcp.swap_twin(regclass);
drop function if exists mcp.add_reference(regclass);
drop function if exists mcp.check_twin(regclass);
drop function if exists mcp.compare_twin(regclass);
drop function if exists mcp.copy_blocks(regclass, integer);
drop function if exists mcp.start_mirror(regclass);
drop function if exists mcp.list_columns(name[], text, text);
drop function if exists mcp.lock_relations(text, regclass[]);
drop function if exists mcp.move_columns(regclass, name);
