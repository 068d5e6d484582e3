-- Schema mcp, and the upkeep of tables that are partitioned by month.
--
-- The policy for rows that no month takes: every partitioned table of the pack has a default partition, so that a write
-- never fails because nobody made next month's partition in time. It has a price: to attach a partition PostgreSQL locks
-- the default one ACCESS EXCLUSIVE and reads all of it, to see that none of its rows belongs into the new one. So it is
-- kept empty: create_monthly_partitions makes the months ahead, and moves what did fall into the default partition into
-- months of its own before it attaches them. Reading an empty table takes no time. (A CHECK on the default partition
-- would spare the reading as well, but would refuse just the rows that it is there for.)
--
-- A month begins at midnight of UTC, whatever TimeZone a session has: otherwise two sessions would draw its bounds
-- differently, and the partitions would overlap or leave gaps.

-- migrate:up
do $$
-- locks: nothing
begin
	if to_regnamespace('mcp') is null then
		create schema mcp;
		-- Tells down that the schema is the pack's own.
		comment on schema mcp is 'Registry pack: tool execution, monitoring, and upkeep of the registry''s tables.';
	end if;
end
$$;

-- A name made from a table's and an ending. PostgreSQL cuts names off after 63 bytes, which would make all months of a
-- table with a long name one: such a name is shortened, by whole characters, and told from others like it by its hash.
create or replace function mcp.name_with(p_table name, p_ending text)
returns name
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
	beginning text := p_table;
begin
	if octet_length(beginning) + octet_length(p_ending) > 63 then
		while octet_length(beginning) + 9 + octet_length(p_ending) > 63 loop
			beginning := left(beginning, -1);
		end loop;
		beginning := beginning || '_' || left(md5(p_table), 8);
	end if;
	return beginning || p_ending;
end
$$;

-- The partitions of a table with the times between which their rows lie. The settings make that the bounds are written
-- in one way, whatever those of the session are.
create or replace function mcp.partition_ranges(p_table regclass)
returns table (partition regclass, starts timestamptz, ends timestamptz, is_default boolean)
language sql stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
	select
		child.oid::regclass,
		case
			when bound.expression ~ 'FROM \(MINVALUE\)' then '-infinity'
			else substring(bound.expression from '(?i)from \(''([^'']*)''\)')::timestamptz
		end,
		case
			when bound.expression ~ 'TO \(MAXVALUE\)' then 'infinity'
			else substring(bound.expression from '(?i) to \(''([^'']*)''\)')::timestamptz
		end,
		bound.expression = 'DEFAULT'
	from pg_inherits as link
		join pg_class as child on child.oid = link.inhrelid
		cross join lateral (select pg_get_expr(child.relpartbound, child.oid) as expression) as bound
	where link.inhparent = p_table
		-- DETACH CONCURRENTLY, from 14 on, may have been left half done. The column is not there on 13.
		and not coalesce((to_jsonb(link) ->> 'inhdetachpending')::boolean, false)
$$;

-- The column by whose time a table is partitioned, or an error that says why it has none.
create or replace function mcp.partition_time_column(p_table regclass)
returns name
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
	found_column record;
begin
	if p_table is null then
		raise exception 'No table is given.' using errcode = 'null_value_not_allowed';
	end if;
	select key.partstrat, key.partnatts, attribute.attname, attribute.atttypid into found_column
	from pg_partitioned_table as key
		-- Attribute 0 stands for an expression.
		left join pg_attribute as attribute on attribute.attrelid = key.partrelid and attribute.attnum = key.partattrs[0]
	where key.partrelid = p_table;
	if not found then
		raise exception '% is not a partitioned table.', p_table using errcode = 'wrong_object_type';
	end if;
	-- Another session can't reach it, and no month of it would outlive this one.
	if (select relpersistence from pg_class where oid = p_table) = 't' then
		raise exception '% is a temporary table.', p_table using errcode = 'insufficient_privilege',
			hint = 'Months are made only of tables that stay.';
	end if;
	if found_column.partstrat <> 'r' or found_column.partnatts <> 1 or found_column.attname is null
		or found_column.atttypid not in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
	then
		raise exception '% is not partitioned by range of one column with a time.', p_table
			using errcode = 'wrong_object_type',
				hint = 'Its partition key has to be a column of type timestamptz, timestamp or date.';
	end if;
	return found_column.attname;
end
$$;

-- Gives a table the grants that another has, on itself and on its columns.
create or replace function mcp.copy_grants(p_from regclass, p_to regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	held record;
begin
	for held in
		select acl.*, '' as of_column, class.relowner
		from pg_class as class, aclexplode(class.relacl) as acl
		where class.oid = p_from
		union all
		select acl.*, format(' (%I)', attribute.attname), class.relowner
		from pg_class as class
			join pg_attribute as attribute on attribute.attrelid = class.oid,
			aclexplode(attribute.attacl) as acl
		where class.oid = p_from and not attribute.attisdropped
	loop
		-- What the owner has comes with the table.
		continue when held.grantee = held.relowner;
		execute format(
			'grant %s%s on %s to %s%s',
			held.privilege_type, held.of_column, p_to,
			case when held.grantee = 0 then 'public' else held.grantee::regrole::text end,
			case when held.is_grantable then ' with grant option' else '' end
		);
	end loop;
end
$$;

-- Why rows can't be taken out of a default partition without doing more than that; null if they can.
-- To be moved a row is deleted where it was, and to a reference that is a row that is gone: ON DELETE CASCADE would delete
-- what refers to it. (Only a superuser can turn that off.)
create or replace function mcp.row_move_obstacle(p_default regclass)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	select format('it is referred to by %s', string_agg(distinct conrelid::regclass::text, ', '))
	from pg_constraint
	where contype = 'f' and confrelid in (select relid from pg_partition_tree(p_default))
	having count(*) > 0
	union all
	select format('%s has rules, which would apply to them', string_agg(distinct ev_class::regclass::text, ', '))
	from pg_rewrite
	where ev_class in (select relid from pg_partition_tree(p_default)) and ev_enabled <> 'D'
	having count(*) > 0
	union all
	-- Until 13 a partition's copy of a trigger is one of the system's.
	select format('only a superuser can turn off the trigger %s meanwhile', string_agg(distinct tgname, ', '))
	from pg_trigger
	where tgrelid in (select relid from pg_partition_tree(p_default))
		and tgisinternal and tgparentid <> 0 and tgenabled <> 'D' and tgtype & 8 = 8
		and not (select rolsuper from pg_roles where rolname = current_user)
	having count(*) > 0
	limit 1
$$;

-- Moves a month's rows out of the default partition, which has to be locked, into a table that is to be attached.
-- No trigger is to take them for deleted: those for DELETE are off meanwhile, which no other session sees.
create or replace function mcp.move_month(
	p_table regclass, p_default regclass, p_to regclass, p_column name, p_from timestamptz, p_until timestamptz
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
	columns text;
	obstacle text;
	has_rows boolean;
	-- Each as ALTER TABLE turns it off, and on again as it was.
	triggers_off text[];
	triggers_on text[];
	command text;
begin
	execute format('select exists (select from %1$s where %2$I >= %3$L and %2$I < %4$L)', p_default, p_column, p_from, p_until)
		into has_rows;
	if not has_rows then
		return;
	end if;
	obstacle := mcp.row_move_obstacle(p_default);
	if obstacle is not null then
		raise exception 'Rows of % stay in %, since %.', to_char(p_from, 'YYYY-MM'), p_default, obstacle
			using errcode = 'object_not_in_prerequisite_state',
				hint = 'The month is made once none of its rows is there, or once nothing keeps them from being moved.';
	end if;

	select
		array_agg(format('alter table only %s disable trigger %I', part.relid, held.tgname)),
		-- On PostgreSQL before 15 it goes down to partitions all the same, so these get theirs last.
		array_agg(
			format(
				'alter table only %s enable %strigger %I',
				part.relid, case held.tgenabled when 'R' then 'replica ' when 'A' then 'always ' else '' end, held.tgname
			)
			order by part.level
		)
		into triggers_off, triggers_on
	from pg_partition_tree(p_default) as part join pg_trigger as held on held.tgrelid = part.relid
	-- 8 stands for DELETE. Those of references are not among them, see row_move_obstacle.
	where (not held.tgisinternal or held.tgparentid <> 0) and held.tgenabled <> 'D' and held.tgtype & 8 = 8;
	foreach command in array coalesce(triggers_off, '{}') loop
		execute command;
	end loop;
	-- A generated column takes no value.
	select string_agg(quote_ident(attname), ', ' order by attnum) into columns
	from pg_attribute
	where attrelid = p_table and attnum > 0 and not attisdropped and attgenerated = '';
	execute format(
		'with moved as (delete from %1$s where %2$I >= %3$L and %2$I < %4$L returning %5$s)
		insert into %6$s (%5$s) select %5$s from moved',
		p_default, p_column, p_from, p_until, columns, p_to
	);
	foreach command in array coalesce(triggers_on, '{}') loop
		execute command;
	end loop;
end
$$;

-- Makes one month's partition; rows of that month in the default partition move into it.
-- A table of its own that is then attached, since CREATE TABLE … PARTITION OF locks the partitioned table ACCESS
-- EXCLUSIVE, and ATTACH PARTITION (from 12 on) only SHARE UPDATE EXCLUSIVE: reads and writes go on.
create or replace function mcp.attach_month(p_table regclass, p_month timestamptz)
returns regclass
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
	time_column constant name := mcp.partition_time_column(p_table);
	until constant timestamptz := p_month + interval '1 month';
	parent record;
	template regclass;
	options text;
	made text;
	attempt integer := 0;
begin
	select class.relname, namespace.nspname, class.relowner::regrole as owner, class.relowner into strict parent
	from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
	where class.oid = p_table;
	select range.partition into template from mcp.partition_ranges(p_table) as range where range.is_default;

	loop
		attempt := attempt + 1;
		made := mcp.name_with(
			parent.relname, to_char(p_month, '_YYYY_MM') || case when attempt > 1 then '_' || attempt else '' end
		);
		-- The name may be taken, by a month that was detached and kept, for example.
		exit when not exists (
			select from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
			where namespace.nspname = parent.nspname and class.relname = made
		);
	end loop;
	made := format('%I.%I', parent.nspname, made);
	-- Indexes come with ATTACH. (An identity would be a second one of the partition's own.)
	execute format('create table %s (like %s including all excluding indexes excluding identity)', made, p_table);
	if parent.relowner <> (select oid from pg_roles where rolname = current_user) then
		execute format('alter table %s owner to %s', made, parent.owner);
	end if;

	if template is not null then
		-- Storage settings, those of autovacuum above all, can't be set on a partitioned table and are not inherited
		-- from it: the default partition has them for all.
		select string_agg(format('%I = %L', setting.option_name, setting.option_value), ', ') into options
		from pg_class as class, pg_options_to_table(class.reloptions) as setting
		where class.oid = template;
		if options is not null then
			execute format('alter table %s set (%s)', made, options);
		end if;
		-- Grants on partitions count for whoever reads one by its name, or what the planner knows of it (pg_stats).
		perform mcp.copy_grants(template, made);

		execute format('lock table %s in access exclusive mode', template);
		perform mcp.move_month(p_table, template, made, time_column, p_month, until);
	end if;
	execute format('alter table %s attach partition %s for values from (%L) to (%L)', p_table, made, p_month, until);
	return made::regclass;
end
$$;

-- Makes the partitions of this month and of those ahead, as far as they are missing, and of every past month of which
-- rows lie in the default partition. Gives those that it made: none when it is called again.
-- It runs code of the table's owner (checks, generated columns, expressions of indexes) as whoever calls it, so it is for
-- the owner of the pack and superusers; others come by way of create_monthly_partitions.
create or replace function mcp.make_monthly_partitions(p_table regclass, p_months_ahead integer default 3)
returns setof regclass
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
	time_column constant name := mcp.partition_time_column(p_table);
	waits constant text := current_setting('lock_timeout');
	last timestamptz;
	fallback regclass;
	months timestamptz[];
	month timestamptz;
	taken record;
	why text;
	next_step text;
begin
	if p_months_ahead is null or p_months_ahead not between 0 and 120 then
		raise exception 'Between 0 and 120 months can be made ahead, not %.', coalesce(p_months_ahead::text, 'null')
			using errcode = 'invalid_parameter_value';
	end if;
	-- Not before it is known to be a number of months that can be added.
	last := date_trunc('month', now()) + make_interval(months => p_months_ahead);
	-- Behind a statement that waits for an exclusive lock everybody else waits too.
	if waits = '0' then
		perform set_config('lock_timeout', '5s', true);
	end if;
	-- Two at a time would make the same partitions.
	execute format('lock table only %s in share update exclusive mode', p_table);

	months := array(
		select generate_series(date_trunc('month', now()), last, interval '1 month')
	);
	select range.partition into fallback from mcp.partition_ranges(p_table) as range where range.is_default;
	if fallback is not null then
		-- Rows from before 1970 or after the last month are somebody's mistake: they stay where they hurt nobody.
		execute format(
			'select array(
				select distinct date_trunc(''month'', %1$I::timestamptz) from %2$s
				where %1$I >= ''1970-01-01'' and %1$I < $1
			) || $2',
			time_column, fallback
		) into months using last, months;
	end if;

	foreach month in array array(select distinct unnest(months) order by 1) loop
		select range.* into taken
		from mcp.partition_ranges(p_table) as range
		where range.starts < month + interval '1 month' and range.ends > month
		order by range.starts
		limit 1;
		if not found then
			begin
				return next mcp.attach_month(p_table, month);
			exception
				-- Rows that can't be moved keep their month from being made, and no other.
				when object_not_in_prerequisite_state then
					get stacked diagnostics why = message_text, next_step = pg_exception_hint;
					raise warning '%', why using hint = next_step;
			end;
		elsif taken.starts > month or taken.ends < month + interval '1 month' then
			raise exception 'Partition % of % has only a part of the month %.',
					taken.partition, p_table, to_char(month, 'YYYY-MM')
				using errcode = 'invalid_object_definition',
					hint = 'Its partitions are not months. Make them as the first was made.';
		end if;
	end loop;
	perform set_config('lock_timeout', waits, true);
end
$$;

-- The same as the owner of the pack, for who looks after the registry and need not own its tables. Only for tables of
-- that owner or of a superuser, with all their partitions: anybody else could have code of his run with rights that he
-- does not have. Who calls is not asked: session_user is a superuser also where autovacuum runs somebody's function.
create or replace function mcp.make_own_monthly_partitions(p_table regclass, p_months_ahead integer default 3)
returns setof regclass
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
	foreign_part record;
begin
	-- Says what is wrong with a table that has no months at all.
	perform mcp.partition_time_column(p_table);
	select class.oid::regclass as part, owner.rolname as owner into foreign_part
	from pg_partition_tree(p_table) as tree
		join pg_class as class on class.oid = tree.relid
		join pg_roles as owner on owner.oid = class.relowner
	where owner.rolname <> current_user and not owner.rolsuper
	limit 1;
	if found then
		raise exception 'Table % belongs to %, not to %, who owns the registry pack.',
				foreign_part.part, foreign_part.owner, current_user
			using errcode = 'insufficient_privilege',
				hint = 'Its months would be made with rights that its owner does not have. '
					|| 'Let a superuser or the owner of the pack make them.';
	end if;
	return query select mcp.make_monthly_partitions(p_table, p_months_ahead);
end
$$;

-- Makes the months that a table lacks, see make_monthly_partitions.
--
-- Differs from the document's, which hard-coded schema mcp, took any text for a table, drew the bounds in the time zone
-- of the session, and failed as soon as the default partition had a row of the month.
-- SECURITY INVOKER: so it knows who calls.
create or replace function mcp.create_monthly_partitions(p_table regclass, p_months_ahead integer default 3)
returns setof regclass
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
	if has_function_privilege('mcp.make_monthly_partitions(regclass, integer)', 'execute') then
		return query select mcp.make_monthly_partitions(p_table, p_months_ahead);
	else
		return query select mcp.make_own_monthly_partitions(p_table, p_months_ahead);
	end if;
end
$$;

revoke execute on function mcp.copy_grants(regclass, regclass) from public;
revoke execute on function mcp.row_move_obstacle(regclass) from public;
revoke execute on function mcp.move_month(regclass, regclass, regclass, name, timestamptz, timestamptz) from public;
revoke execute on function mcp.attach_month(regclass, timestamptz) from public;
revoke execute on function mcp.make_monthly_partitions(regclass, integer) from public;
revoke execute on function mcp.make_own_monthly_partitions(regclass, integer) from public;
revoke execute on function mcp.create_monthly_partitions(regclass, integer) from public;

comment on function mcp.name_with(name, text) is
	'A name made from a table''s and an ending, within PostgreSQL''s 63 bytes.';
comment on function mcp.partition_ranges(regclass) is
	'The partitions of a table and the times between which their rows lie.';
comment on function mcp.partition_time_column(regclass) is
	'The column by whose time a table is partitioned.';
comment on function mcp.copy_grants(regclass, regclass) is
	'Gives a table the grants that another has.';
comment on function mcp.row_move_obstacle(regclass) is
	'Why rows can''t be taken out of a default partition.';
comment on function mcp.move_month(regclass, regclass, regclass, name, timestamptz, timestamptz) is
	'Moves a month''s rows out of a default partition, past triggers.';
comment on function mcp.attach_month(regclass, timestamptz) is
	'Makes the partition of one month and moves rows of the default partition into it.';
comment on function mcp.make_monthly_partitions(regclass, integer) is
	'Makes the missing partitions of a table, as whoever calls it.';
comment on function mcp.make_own_monthly_partitions(regclass, integer) is
	'Makes the missing partitions of a table that belongs to the owner of the pack, as that owner.';
comment on function mcp.create_monthly_partitions(regclass, integer) is
	'Makes the missing partitions of this month and of those ahead, and of rows in the default partition.';

-- migrate:down
drop function if exists mcp.create_monthly_partitions(regclass, integer);
drop function if exists mcp.make_own_monthly_partitions(regclass, integer);
drop function if exists mcp.make_monthly_partitions(regclass, integer);
drop function if exists mcp.attach_month(regclass, timestamptz);
drop function if exists mcp.move_month(regclass, regclass, regclass, name, timestamptz, timestamptz);
drop function if exists mcp.row_move_obstacle(regclass);
drop function if exists mcp.copy_grants(regclass, regclass);
drop function if exists mcp.partition_time_column(regclass);
drop function if exists mcp.partition_ranges(regclass);
drop function if exists mcp.name_with(name, text);

do $$
-- locks: nothing
begin
	-- One that was there before stays.
	if obj_description(to_regnamespace('mcp'), 'pg_namespace') like 'Registry pack: %' then
		drop schema mcp;
	end if;
exception
	when dependent_objects_still_exist then
		raise notice 'Schema mcp stays: something else is in it.';
end
$$;
