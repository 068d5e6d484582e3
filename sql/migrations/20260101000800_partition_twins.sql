-- Making the twin of a table that has rows: the same table, by month (or, on the way back, plain again), without rows.
-- 20260101000810_partition_moves.sql fills it and puts it into the table's place.
--
-- What a table by month can't have as it was: PostgreSQL finds a row's twin only within a partition, so every unique key
-- gets the time column as its last. A key of its own (id) becomes (id, request_time); request_logs_request_id_unique then
-- refuses the same request_id only at the same time, and INSERT … ON CONFLICT (request_id) is refused as naming no key.
--
-- The twin is made in a schema of its own, mcp_moving, with all names as they will be: at the end it only changes schema.
-- It is another table than the old one, so what PostgreSQL ties to a table and can't tie to another is looked for first:
-- such a table stays as it is, and partition_obstacle says why.

-- migrate:up

-- One row for each table that is or was moved. Tells down how the keys were.
create table if not exists mcp.partition_moves (
	target regclass constraint registry_partition_moves_pkey primary key,
	-- The table before: its place is taken by target at the end. Null once it is dropped.
	source regclass constraint partition_moves_source_unique unique,
	time_column name not null,
	by_month boolean not null,
	-- Definitions of unique keys as the plain table has them, by name.
	plain_keys jsonb not null default '{}',
	state varchar(20) not null default 'made' constraint partition_moves_state_known
		check (state in ('made', 'copying', 'compared', 'moved')),
	copied_rows bigint not null default 0,
	compared_rows bigint,
	compare_ms double precision,
	began_at timestamptz not null default now(),
	moved_at timestamptz
);

-- How far the copying is, for each part of the source that has rows of its own: the blocks below next_block are done.
create table if not exists mcp.partition_move_parts (
	target regclass not null constraint partition_move_parts_target_fkey
		references mcp.partition_moves (target) on delete cascade,
	part regclass not null,
	-- Another one means that VACUUM FULL or the like has written the rows anew, in other places.
	filenode oid not null,
	next_block bigint not null default 0,
	end_block bigint not null,
	constraint registry_partition_move_parts_pkey primary key (target, part)
);

comment on table mcp.partition_moves is 'Tables that are being turned into tables by month, or were.';
comment on table mcp.partition_move_parts is 'How far the copying of each is.';

-- Why a table can't be moved to a twin by month; null if it can, or is by month already.
create or replace function mcp.partition_obstacle(p_table regclass, p_time_column name)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
	class pg_class;
	time_column pg_attribute;
	found_name text;
begin
	select * into class from pg_class where oid = p_table;
	if not found then
		return 'There is no such table.';
	elsif class.relkind = 'p' then
		return null;
	elsif class.relkind <> 'r' or class.relpersistence <> 'p' or class.relispartition or class.reloftype <> 0
		or exists (select from pg_inherits where p_table in (inhrelid, inhparent))
	then
		return 'It is no plain table that stands alone.';
	elsif class.relrowsecurity or exists (select from pg_policy where polrelid = p_table) then
		return 'It has row level security, whose policies would not be on the new table.';
	elsif exists (select from pg_rewrite where ev_class = p_table) then
		return 'It has rules, which would not be on the new table.';
	elsif class.relreplident <> 'd' then
		return 'Its replica identity is not the default.';
	end if;
	select * into time_column from pg_attribute
	where attrelid = p_table and attname = p_time_column and attnum > 0 and not attisdropped;
	if not found or time_column.atttypid not in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) then
		return format('It has no column %I of a time.', p_time_column);
	elsif not time_column.attnotnull or time_column.attgenerated <> '' then
		return format('Its column %I has to be not null, and not generated.', p_time_column);
	elsif not exists (select from pg_index where indrelid = p_table and indisprimary) then
		return 'It has no primary key, by which a row and its copy could be told.';
	end if;

	select string_agg(relname, ', ') into found_name
	from pg_index as index join pg_class as own on own.oid = index.indexrelid
	where index.indrelid = p_table and not (index.indisvalid and index.indisready);
	if found_name is not null then
		return format('It has INVALID indexes: %s.', found_name);
	end if;
	select string_agg(own.relname, ', ') into found_name
	from pg_index as index
		join pg_class as own on own.oid = index.indexrelid
		left join pg_constraint as made on made.conindid = index.indexrelid and made.conrelid = p_table
	where index.indrelid = p_table and (
		made.contype = 'x' or made.condeferrable
		or (
			index.indisunique and (
				index.indpred is not null or index.indnatts <> index.indnkeyatts or own.reloptions is not null
				or coalesce((to_jsonb(index) ->> 'indnullsnotdistinct')::boolean, false)
			)
		)
	);
	if found_name is not null then
		return format('It has unique keys to which the time can''t be added: %s.', found_name);
	end if;
	select string_agg(attname, ', ') into found_name
	from pg_attribute where attrelid = p_table and attidentity <> '' and not attisdropped;
	if found_name is not null then
		return format('It has identity columns: %s.', found_name);
	end if;
	select string_agg(conname, ', ') into found_name
	from pg_constraint where conrelid = p_table and contype = 'f' and not convalidated;
	if found_name is not null then
		return format('It has references that were not validated: %s.', found_name);
	end if;
	select string_agg(format('%s of %s', conname, conrelid::regclass), ', ') into found_name
	from pg_constraint where confrelid = p_table;
	if found_name is not null then
		return format('It is referred to, which takes a key of its own: %s.', found_name);
	end if;
	select string_agg(tgname, ', ') into found_name
	from pg_trigger where tgrelid = p_table and not tgisinternal and tgtype & 1 = 1
		and (tgoldtable is not null or tgnewtable is not null);
	if found_name is not null then
		return format('It has triggers for each row with transition tables: %s.', found_name);
	end if;
	-- Views are made anew over the new table; what else reads this one by its identity would go on reading it.
	select string_agg(distinct pg_describe_object(reader.classid, reader.objid, reader.objsubid), ', ') into found_name
	from pg_depend as reader
		left join pg_rewrite as rule on reader.classid = 'pg_rewrite'::regclass and rule.oid = reader.objid
		left join pg_class as view on view.oid = rule.ev_class
	where reader.deptype = 'n' and (
		(
			reader.refclassid = 'pg_class'::regclass and reader.refobjid = p_table and reader.classid in (
				'pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass
			) and (view.oid is null or view.relkind <> 'v' or rule.rulename <> '_RETURN')
		) or (
			reader.refclassid = 'pg_type'::regclass
			and reader.refobjid in (class.reltype, (select typarray from pg_type where oid = class.reltype))
			and reader.classid <> 'pg_type'::regclass
		)
	);
	if found_name is not null then
		return format('It is used by what can''t be turned to another table: %s.', found_name);
	end if;
	-- The copies would be published too, or the new table would not.
	select string_agg(pubname, ', ') into found_name
	from pg_publication_tables
	where schemaname = class.relnamespace::regnamespace::text and tablename = class.relname;
	if found_name is not null then
		return format('It is published: %s.', found_name);
	end if;
	found_name := mcp.name_with(class.relname, '_before_partitioning');
	if exists (select from pg_class where relnamespace = class.relnamespace and relname = found_name) then
		return format('The name under which it would be kept is taken: %s.', found_name);
	end if;
	return null;
end
$$;

-- The indexes of a table on its twin, under their names. Gives the unique keys as the plain one has them.
create or replace function mcp.copy_indexes(
	p_from regclass, p_to regclass, p_time_column name, p_by_month boolean, p_plain_keys jsonb
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	own record;
	head text;
	definition text;
	plain_keys jsonb := p_plain_keys;
begin
	for own in
		select
			class.relname, index.indisunique, made.oid as key, pg_get_indexdef(index.indexrelid) as definition,
			format('%I.%I', spacename.nspname, relation.relname) as on_table,
			(select attnum from pg_attribute where attrelid = p_from and attname = p_time_column) = any (index.indkey)
				as has_time,
			obj_description(index.indexrelid, 'pg_class') as note
		from pg_index as index
			join pg_class as class on class.oid = index.indexrelid
			join pg_class as relation on relation.oid = index.indrelid
			join pg_namespace as spacename on spacename.oid = relation.relnamespace
			left join pg_constraint as made
				on made.conindid = index.indexrelid and made.conrelid = p_from and made.contype in ('p', 'u')
		where index.indrelid = p_from
		order by index.indexrelid
	loop
		if own.key is not null then
			definition := pg_get_constraintdef(own.key);
		else
			-- A partitioned table's says ONLY.
			definition := regexp_replace(own.definition, '^(CREATE (UNIQUE )?INDEX )', '');
			head := format('%I on %s ', own.relname, own.on_table);
			if lower(substr(substr(definition, length(format('%I ', own.relname)) + 1), 1, 8)) = 'on only ' then
				head := format('%I on only %s ', own.relname, own.on_table);
			end if;
			if lower(left(definition, length(head))) <> lower(head) then
				raise exception 'The definition of the index % is not understood: %', own.relname, own.definition;
			end if;
			definition := substr(definition, length(head) + 1);
		end if;
		if p_by_month and own.indisunique and not own.has_time then
			plain_keys := plain_keys || jsonb_build_object(own.relname, definition);
			definition := left(definition, -1) || format(', %I)', p_time_column);
		elsif not p_by_month then
			definition := coalesce(p_plain_keys ->> own.relname, definition);
		end if;
		if own.key is not null then
			execute format('alter table %s add constraint %I %s', p_to, own.relname, definition);
		else
			execute format(
				'create %sindex %I on %s %s', case when own.indisunique then 'unique ' else '' end, own.relname, p_to, definition
			);
		end if;
		if own.note is not null then
			execute format('comment on index mcp_moving.%I is %L', own.relname, own.note);
		end if;
	end loop;
	return plain_keys;
end
$$;

-- The partitions of a twin: a default one, with the storage settings of the table; the months of which there are rows;
-- this one and three ahead.
create or replace function mcp.make_months(p_table regclass, p_twin regclass, p_time_column name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	own record;
	fallback text;
	months timestamptz[];
	month timestamptz;
	options text;
begin
	select class.relname, class.relowner::regrole as owner, class.reloptions into strict own
	from pg_class as class where class.oid = p_table;
	fallback := format('mcp_moving.%I', mcp.name_with(own.relname, '_default'));
	execute format('create table %s partition of %s default', fallback, p_twin);
	execute format('alter table %s owner to %s', fallback, own.owner);
	select string_agg(format('%I = %L', setting.option_name, setting.option_value), ', ') into options
	from pg_options_to_table(own.reloptions) as setting;
	if options is not null then
		execute format('alter table %s set (%s)', fallback, options);
	end if;
	-- As create_monthly_partitions: what lies before 1970 or after the last month stays in the default partition.
	execute format(
		'select array(
			select distinct date_trunc(''month'', %1$I::timestamptz) from only %2$s
			where %1$I >= ''1970-01-01'' and %1$I < date_trunc(''month'', now()) + interval ''4 months''
			order by 1
		)',
		p_time_column, p_table
	) into months;
	foreach month in array months loop
		perform mcp.attach_month(p_twin, month);
	end loop;
	perform mcp.create_monthly_partitions(p_twin, 3);
end
$$;

-- The twin of a table, empty, beside it. References and triggers are not on it yet: the first would look at every copied
-- row while others change what they refer to, and the second would do their work twice.
create or replace function mcp.make_twin(p_table regclass, p_time_column name, p_by_month boolean)
returns regclass
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	own record;
	setting record;
	twin text;
	plain_keys jsonb;
	options text;
begin
	select class.relname, class.relowner::regrole as owner into strict own from pg_class as class where class.oid = p_table;
	if to_regnamespace('mcp_moving') is null then
		create schema mcp_moving;
		comment on schema mcp_moving is 'Registry pack: tables that are being filled (see mcp.partition_moves).';
	end if;
	twin := format('mcp_moving.%I', own.relname);
	execute format(
		'create table %s (like %s including all excluding indexes)%s',
		twin, p_table, case when p_by_month then format(' partition by range (%I)', p_time_column) else '' end
	);
	execute format('alter table %s owner to %s', twin, own.owner);
	execute format('comment on table %s is %L', twin, obj_description(p_table, 'pg_class'));
	for setting in
		select attname, attstattarget as target from pg_attribute
		where attrelid = p_table and attnum > 0 and not attisdropped and attstattarget >= 0
	loop
		execute format('alter table %s alter column %I set statistics %s', twin, setting.attname, setting.target);
	end loop;
	select coalesce((select known.plain_keys from mcp.partition_moves as known where known.target = p_table), '{}')
		into plain_keys;
	plain_keys := mcp.copy_indexes(p_table, twin, p_time_column, p_by_month, plain_keys);
	if p_by_month then
		perform mcp.make_months(p_table, twin, p_time_column);
	else
		select string_agg(format('%I = %L', option.option_name, option.option_value), ', ') into options
		from mcp.partition_ranges(p_table) as range
			join pg_class as fallback on fallback.oid = range.partition,
			pg_options_to_table(fallback.reloptions) as option
		where range.is_default;
		if options is not null then
			execute format('alter table %s set (%s)', twin, options);
		end if;
	end if;
	insert into mcp.partition_moves (target, source, time_column, by_month, plain_keys)
	values (twin::regclass, p_table, p_time_column, p_by_month, plain_keys);
	return twin::regclass;
end
$$;

do $$
-- locks: nothing
declare
	routine regprocedure;
begin
	foreach routine in array array[
		'mcp.partition_obstacle(regclass, name)', 'mcp.copy_indexes(regclass, regclass, name, boolean, jsonb)',
		'mcp.make_months(regclass, regclass, name)', 'mcp.make_twin(regclass, name, boolean)'
	]::regprocedure[]
	loop
		execute format('revoke execute on routine %s from public', routine);
	end loop;
end
$$;

comment on function mcp.partition_obstacle(regclass, name) is 'Why a table can''t be turned into one by month.';
comment on function mcp.copy_indexes(regclass, regclass, name, boolean, jsonb) is 'The indexes of a table on its twin.';
comment on function mcp.make_months(regclass, regclass, name) is 'The partitions of a twin by month.';
comment on function mcp.make_twin(regclass, name, boolean) is 'A table like another, by month or plain, without rows.';

-- migrate:down
drop function if exists mcp.make_twin(regclass, name, boolean);
drop function if exists mcp.make_months(regclass, regclass, name);
drop function if exists mcp.copy_indexes(regclass, regclass, name, boolean, jsonb);
drop function if exists mcp.partition_obstacle(regclass, name);
drop table if exists mcp.partition_move_parts;
drop table if exists mcp.partition_moves;
