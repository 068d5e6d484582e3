-- Retention: what is due by data_retention_policies, and taking it out of the way in steps.
--
-- A partitioned table gives up whole months: one goes when all of it is older than the policy says. Archiving moves the
-- month's partition to <table>_archive, a table partitioned in the same way, without copying a row; deleting drops it.
-- Rows of other tables, and old ones that fell into a default partition, go in batches.
-- The next step is always worked out from what is there, so that it does not matter where an earlier run stopped. Each
-- step is a transaction of its own and takes its locks for a moment only.
-- Steps work only on what is due by a policy: the functions are SECURITY DEFINER, and who may call them may not delete
-- anything else through them. Nothing happens unless somebody calls.

-- migrate:up

-- The table that a policy means: by itself, or in schema public. Null if there is none, or if it is one of PostgreSQL's.
create or replace function mcp.policy_table(p_name text)
returns regclass
language plpgsql stable
set search_path = public, pg_temp
as $$
declare
	named regclass;
begin
	begin
		named := to_regclass(p_name);
	exception
		-- What can't be read as a name: it may be one all the same, unquoted.
		when invalid_name or syntax_error or invalid_parameter_value or feature_not_supported then null;
	end;
	named := coalesce(named, to_regclass(format('%I', p_name)));
	return (
		select class.oid from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
		where class.oid = named and class.relkind in ('r', 'p')
			and nspname !~ '^pg_' and nspname <> 'information_schema'
	);
end
$$;

-- Why a table must not give up rows, whatever its policy says; null if it may.
create or replace function mcp.retention_obstacle(p_table regclass)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	-- Rows of the other table would go or change unseen, and not be archived.
	select format(
		'Rows of %s would be %s with those of %s (foreign key %s).',
		string_agg(conrelid::regclass::text, ', ' order by conrelid::regclass::text),
		case when bool_or(confdeltype = 'c') then 'deleted' else 'changed' end,
		p_table,
		string_agg(quote_ident(conname), ', ' order by conrelid::regclass::text)
	)
	from pg_constraint
	where contype = 'f' and confdeltype in ('c', 'n', 'd')
		-- Without those that stand for one partition of a foreign key.
		and conparentid = 0
		and (confrelid = p_table or confrelid in (select relid from pg_partition_tree(p_table)))
	having count(*) > 0
$$;

-- The policies with what they come to. Another tool's table of policies may lack columns, hence to_jsonb; and have
-- what can be read in two ways, which is not guessed at but told.
create or replace function mcp.retention_policies(p_name text default null)
returns table (
	policy text, relation regclass, time_column name, partitioned boolean, action text, cutoff timestamptz, problem text
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	known jsonb;
	alike bigint;
	column_type oid;
begin
	for known, alike in
		with listed as (
			select to_jsonb(list) as entry, list.table_name::text as name,
				-- Off only where it says so.
				coalesce(lower(to_jsonb(list) ->> 'is_active'), 'true') not in ('false', 'f', 'no', 'n', 'off', '0') as is_on
			from public.data_retention_policies as list
		), active as (
			select *, count(*) over (partition by coalesce(mcp.policy_table(name)::text, name)) as active_for_table
			from listed where is_on
		)
		select entry, active_for_table from active where p_name is null or name = p_name order by name
	loop
		policy := known ->> 'table_name';
		relation := mcp.policy_table(policy);
		action := case when known ? 'action' then known ->> 'action' else 'archive' end;
		cutoff := null;
		if known ->> 'retention_days' ~ '^[0-9]{1,6}$' and (known ->> 'retention_days')::integer > 0 then
			cutoff := now() - make_interval(days => (known ->> 'retention_days')::integer);
		end if;
		partitioned := (select relkind = 'p' from pg_class where oid = relation);
		time_column := coalesce(known ->> 'time_column', 'created_at');
		problem := null;
		if partitioned then
			begin
				time_column := mcp.partition_time_column(relation);
			exception
				when wrong_object_type then problem := sqlerrm;
			end;
		end if;
		select atttypid into column_type from pg_attribute
		where attrelid = relation and attname = time_column and attnum > 0 and not attisdropped;
		if relation is null then
			problem := format('There is no table %s.', policy);
		elsif alike > 1 then
			problem := format('There is more than one active policy for %s.', relation);
		elsif cutoff is null then
			problem := 'Its retention_days are no whole number from 1 to 999999.';
		elsif action is null or action not in ('archive', 'delete') then
			problem := format('Its action is %s, neither archive nor delete.', coalesce(quote_literal(action), 'null'));
		elsif problem is null and column_type is null then
			problem := format('%s has no column %s.', relation, time_column);
		elsif problem is null
			and column_type not in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
		then
			problem := format('Column %s of %s is no time.', time_column, relation);
		end if;
		if problem is null then
			problem := (
				select format(
					'%s belongs to %s, not to %s, who owns mcp.retention_step. To change that: alter table %1$s owner to %3$I.',
					foreign_table, pg_get_userbyid(relowner), current_user
				)
				from mcp.table_of_others(relation) as foreign_table join pg_class on pg_class.oid = foreign_table
			);
		end if;
		problem := coalesce(problem, mcp.retention_obstacle(relation));
		if problem is null and action = 'archive' then
			problem := (
				select wrong.problem from mcp.archive_columns(relation, mcp.archive_of(relation)) as wrong
				where mcp.archive_of(relation) is not null and wrong.problem is not null
				limit 1
			);
		end if;
		-- Who reads the policies counts on a word.
		action := coalesce(action, 'none');
		return next;
	end loop;
end
$$;

-- The condition, as SQL, that is true for rows of a table that are kept longer than its policy says: those which say so
-- themselves, in a column retain_until.
create or replace function mcp.kept_rows(p_table regclass)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	select case
		when exists (
			select from pg_attribute
			where attrelid = p_table and attname = 'retain_until' and attnum > 0 and not attisdropped
				and atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
		) then 'coalesce(retain_until > now(), false)'
		else 'false'
	end
$$;

-- Whether a partition has rows that are kept longer: then it can't go as a whole.
create or replace function mcp.has_kept_rows(p_partition regclass)
returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	condition constant text := mcp.kept_rows(p_partition);
	found_rows boolean;
begin
	if condition = 'false' then
		return false;
	end if;
	execute format('select exists (select from %s where %s)', p_partition, condition) into found_rows;
	return found_rows;
end
$$;

-- What is due: whole partitions, and rows of plain tables, of default partitions and of months with rows kept longer. Rows of a partition are counted only
-- where PostgreSQL has no estimate; bytes of rows are their share of the table. A policy that can't be followed gives a
-- row that says why.
create or replace function mcp.retention_due(p_table text default null)
returns table (
	policy text, action text, relation regclass, whole_partition boolean, starts timestamptz, ends timestamptz,
	cutoff timestamptz, due_rows bigint, rows_estimated boolean, due_bytes bigint, problem text
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	rule record;
	part record;
	total bigint;
begin
	for rule in select * from mcp.retention_policies(p_table) loop
		policy := rule.policy;
		action := rule.action;
		cutoff := rule.cutoff;
		relation := rule.relation;
		problem := rule.problem;
		whole_partition := null;
		starts := null;
		ends := null;
		due_rows := null;
		rows_estimated := null;
		due_bytes := null;
		if problem is not null then
			return next;
			continue;
		end if;
		for part in
			select range.* from mcp.partition_ranges(rule.relation) as range
			where rule.partitioned and (range.is_default or range.ends <= rule.cutoff)
			union all
			select rule.relation, null, null, true where not rule.partitioned
			order by 2 nulls last
		loop
			relation := part.partition;
			whole_partition := not part.is_default and not mcp.has_kept_rows(relation);
			starts := part.starts;
			ends := part.ends;
			if whole_partition then
				due_bytes := (
					select sum(pg_total_relation_size(tree.relid)) from pg_partition_tree(relation) as tree where tree.isleaf
				);
				due_rows := (select reltuples::bigint from pg_class where oid = relation);
				rows_estimated := due_rows > 0;
				if not rows_estimated then
					execute format('select count(*) from %s', relation) into due_rows;
				end if;
			else
				rows_estimated := false;
				execute format(
					'select count(*) filter (where %I < $1 and isfinite(%1$I) and not %s), count(*) from %s',
					rule.time_column, mcp.kept_rows(relation), relation
				) into due_rows, total using rule.cutoff;
				continue when due_rows = 0;
				due_bytes := (pg_total_relation_size(relation) * due_rows::numeric / total)::bigint;
			end if;
			return next;
		end loop;
	end loop;
end
$$;

-- The archive of a table, made where it is missing: with its columns and checks, without its indexes, references
-- and grants.
create or replace function mcp.archive_of(p_table regclass, p_make boolean default false)
returns regclass
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	live record;
	wanted text;
	archive regclass;
	granted record;
	time_column name;
begin
	select class.relname, namespace.nspname, class.relkind, class.relowner::regrole as owner into strict live
	from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace
	where class.oid = p_table;
	wanted := format('%I.%I', live.nspname, mcp.name_with(live.relname, '_archive'));
	archive := to_regclass(wanted);
	if archive is null and p_make then
		if live.relkind = 'p' then
			time_column := mcp.partition_time_column(p_table);
			execute format(
				'create table %s (like %s including all excluding indexes excluding identity) partition by range (%I)',
				wanted, p_table, time_column
			);
			execute format(
				'create table %I.%I partition of %s default',
				live.nspname, mcp.name_with(live.relname, '_archive_default'), wanted
			);
			execute format(
				'alter table %I.%I owner to %s', live.nspname, mcp.name_with(live.relname, '_archive_default'), live.owner
			);
		else
			-- Values as they were: nothing is worked out again, or refused.
			execute format('create table %s (like %s)', wanted, p_table);
		end if;
		archive := wanted;
		execute format('alter table %s owner to %s', archive, live.owner);
		-- Default privileges may have given it to others: what is in it is the owner's to show.
		for granted in
			select class.oid::regclass as relation, acl.grantee
			from pg_class as class, aclexplode(class.relacl) as acl
			where (class.oid = archive or class.oid in (select relid from pg_partition_tree(archive)))
				and acl.grantee <> class.relowner
			group by class.oid, acl.grantee
		loop
			execute format(
				'revoke all on %s from %s cascade', granted.relation,
				case when granted.grantee = 0 then 'public' else granted.grantee::regrole::text end
			);
		end loop;
		execute format('comment on table %s is %L', archive, 'Registry pack: rows of ' || p_table || ' whose time is over.');
	end if;
	return archive;
end
$$;

-- The columns that a table got since its archive was made, and why one of them, or one that both have, does not fit. A
-- month moves as it is, so that there everything has to be the same; rows only need a place of the same type.
create or replace function mcp.archive_columns(p_table regclass, p_archive regclass)
returns table (column_name name, definition text, problem text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	with sides as (
		select attrelid, attname, attnum, attgenerated, attcollation, format_type(atttypid, atttypmod) as type
		from pg_attribute
		where attrelid in (p_table, p_archive) and attnum > 0 and not attisdropped
	), whole as (
		select bool_and(relkind = 'p') as months from pg_class where oid in (p_table, p_archive)
	), compared as (
		select
			coalesce(live.attname, kept.attname) as attname, live.attnum, kept.attname is null as missing,
			live.type || coalesce(
				(
					select format(' collate %I.%I', nspname, collname)
					from pg_collation join pg_namespace as namespace on namespace.oid = collnamespace
					where pg_collation.oid = live.attcollation
				), ''
			) as definition,
			case
				when live.attname is null and months
					then format('%s has a column %I that %s has not.', p_archive, kept.attname, p_table)
				when kept.attname is null and live.attgenerated <> '' and months
					then format('%s has no column %I, which is generated in %s.', p_archive, live.attname, p_table)
				when live.type <> kept.type or months and live.attcollation <> kept.attcollation
					then format('Column %I is %s in %s and %s in %s.', live.attname, live.type, p_table, kept.type, p_archive)
			end as problem
		from (select * from sides where attrelid = p_table) as live
			full join (select * from sides where attrelid = p_archive) as kept on kept.attname = live.attname
			cross join whole
	)
	select attname, definition, problem from compared where missing or problem is not null order by attnum, attname
$$;

-- The first of a table, its partitions and its archive's that belongs to somebody else: triggers there would run with the
-- rights of these functions' owner. Temporary tables are never found (see policy_table).
create or replace function mcp.table_of_others(p_table regclass)
returns regclass
language sql stable
set search_path = pg_catalog, pg_temp
as $$
	with named as (select p_table as relation union all select mcp.archive_of(p_table) where p_table is not null)
	select class.oid::regclass from pg_class as class
	where (
		class.oid in (select relation from named)
		or class.oid in (select relid from named, pg_partition_tree(relation))
	) and class.relowner <> (select oid from pg_roles where rolname = current_user)
	order by class.oid
	limit 1
$$;

-- Whether an archive has a partition, or rows in its default partition, from between two times. A plain one, from before
-- its table was put by month, takes no partition: there rows go one by one, as into a month that it has.
create or replace function mcp.archive_has(
	p_archive regclass, p_time_column name, p_starts timestamptz, p_ends timestamptz
)
returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	kept record;
	found_rows boolean;
begin
	if (select relkind from pg_class where oid = p_archive) = 'r' then
		return true;
	end if;
	for kept in select * from mcp.partition_ranges(p_archive) loop
		if kept.is_default then
			execute format(
				'select exists (select from %s where %I >= %L and %2$I < %4$L)',
				kept.partition, p_time_column, p_starts, p_ends
			) into found_rows;
		else
			found_rows := kept.starts < p_ends and kept.ends > p_starts;
		end if;
		if found_rows then
			return true;
		end if;
	end loop;
	return false;
end
$$;

-- Moves or deletes one batch of due rows; gives how many. Rows that somebody is changing are left for the next time.
create or replace function mcp.retire_rows(
	p_from regclass, p_time_column name, p_before timestamptz, p_archive regclass, p_rows integer
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
	-- What a generated column of the archive is to be, it works out itself.
	columns constant text := (
		select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute as own
		where attrelid = p_from and attnum > 0 and not attisdropped and not exists (
			select from pg_attribute as kept
			where kept.attrelid = p_archive and kept.attname = own.attname and kept.attgenerated <> ''
		)
	);
	retired bigint;
begin
	execute format(
		'with doomed as materialized (
			select ctid from only %1$s where %2$I < %3$L and isfinite(%2$I) and not %7$s limit %4$s for update skip locked
		), gone as (
			delete from only %1$s where ctid = any (array(select ctid from doomed)) returning %5$s
		)' || case
			when p_archive is null then ' select from gone'
			else ' insert into %6$s (%5$s) select %5$s from gone'
		end,
		p_from, p_time_column, p_before, p_rows, columns, p_archive, mcp.kept_rows(p_from)
	);
	get diagnostics retired = row_count;
	return retired;
end
$$;

-- Moves a month that is stated to be one (see retention_step) from its table to the archive.
create or replace function mcp.archive_partition(p_table regclass, p_partition regclass, p_archive regclass)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
	bound constant text := (select pg_get_expr(relpartbound, oid) from pg_class where oid = p_partition);
begin
	-- Not CONCURRENTLY: that can't be done in a function.
	execute format('alter table %s detach partition %s', p_table, p_partition);
	-- Reads nothing: the check proves that every row belongs there.
	execute format('alter table %s attach partition %s %s', p_archive, p_partition, bound);
	execute format('alter table %s drop constraint retention_bounds', p_partition);
end
$$;

-- Does the next thing that a table's policy asks for, and says what; null when nothing is left. For a partition that is
-- archived: state its bounds as a check that looks at no row; read the rows through while everybody goes on; then move it.
create or replace function mcp.retention_step(p_table text, p_rows integer default 10000)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
as $$
declare
	rule record;
	part record;
	archive regclass;
	others regclass;
	additions text;
	stated boolean;
	kept boolean;
	occupied boolean;
	loose regclass;
	-- The name of what is no more when it is said.
	done text;
	retired bigint;
begin
	if p_rows is null or p_rows < 1 then
		raise exception 'A batch has at least one row.' using errcode = 'invalid_parameter_value';
	end if;
	select * into rule from mcp.retention_policies(p_table) order by problem is null limit 1;
	if not found then
		raise exception 'There is no active policy for %.', coalesce(p_table, 'no table') using errcode = 'no_data_found';
	end if;
	others := mcp.table_of_others(rule.relation);
	if others is not null then
		raise exception 'Rows of % must be left to its owner.', others using
			errcode = 'insufficient_privilege',
			hint = format('Its triggers would run as %I. To change that: alter table %s owner to %1$I', current_user, others);
	elsif rule.problem is not null then
		raise exception '%', rule.problem using errcode = 'invalid_parameter_value';
	end if;
	-- Behind a statement that waits for an exclusive lock everybody else waits too.
	if current_setting('lock_timeout') = '0' then
		perform set_config('lock_timeout', '5s', true);
	end if;

	if rule.action <> 'delete' then
		archive := mcp.archive_of(rule.relation);
		if archive is null and exists (select from mcp.retention_due(p_table)) then
			return format('made the archive %s', mcp.archive_of(rule.relation, true));
		end if;
		if archive is not null then
			select
				string_agg(quote_ident(lacking.column_name), ', '),
				string_agg(format('add column %I %s', lacking.column_name, lacking.definition), ', ')
			into done, additions
			from mcp.archive_columns(rule.relation, archive) as lacking;
			if additions is not null then
				execute format('alter table %s %s', archive, additions);
				return format('added to %s: %s', archive, done);
			end if;
		end if;
	end if;

	for part in
		select range.* from mcp.partition_ranges(rule.relation) as range
		where rule.partitioned and not range.is_default and range.ends <= rule.cutoff
			and (archive is not null or rule.action = 'delete')
		order by range.ends
	loop
		kept := mcp.has_kept_rows(part.partition);
		if kept or (
			archive is not null and mcp.archive_has(archive, rule.time_column, part.starts, part.ends)
		) then
			-- Rows beside some that are kept longer, or that came late, into a month that is archived already: they go one
			-- by one.
			retired := mcp.retire_rows(part.partition, rule.time_column, part.ends, archive, p_rows);
			if retired > 0 then
				return format(
					'%s %s rows of %s', case when archive is null then 'deleted' else 'archived' end, retired, part.partition
				);
			end if;
			-- The next month has its turn.
			continue when kept;
			execute format('lock table %s in access exclusive mode', part.partition);
			execute format('select exists (select from %s)', part.partition) into occupied;
			continue when occupied;
			done := format('dropped %s, which is empty', part.partition);
			execute format('drop table %s', part.partition);
			return done;
		end if;
		if rule.action <> 'delete' then
			select convalidated into stated from pg_constraint
			where conrelid = part.partition and conname = 'retention_bounds';
			if not found then
				execute format(
					'alter table %1$s add constraint retention_bounds
					check (%2$I is not null and %2$I >= %3$L and %2$I < %4$L) not valid',
					part.partition, rule.time_column, part.starts, part.ends
				);
				return format('stated the bounds of %s', part.partition);
			elsif not stated then
				execute format('alter table %s validate constraint retention_bounds', part.partition);
				return format('read %s through', part.partition);
			end if;
		end if;
		if mcp.kept_rows(part.partition) <> 'false' then
			-- Readers go on; and nobody can keep a row longer between the look and the going.
			execute format('lock table %s in share mode', part.partition);
			continue when mcp.has_kept_rows(part.partition);
		end if;
		if rule.action = 'delete' then
			done := format('dropped %s', part.partition);
			execute format('alter table %s detach partition %s', rule.relation, part.partition);
			execute format('drop table %s', part.partition);
			return done;
		end if;
		perform mcp.archive_partition(rule.relation, part.partition, archive);
		return format('archived %s', part.partition);
	end loop;

	loose := rule.relation;
	if rule.partitioned then
		loose := (select range.partition from mcp.partition_ranges(rule.relation) as range where range.is_default);
	end if;
	-- Without an archive there was nothing due just now; what has become so since then is not to be deleted for that.
	if loose is not null and (archive is not null or rule.action = 'delete') then
		retired := mcp.retire_rows(loose, rule.time_column, rule.cutoff, archive, p_rows);
	end if;
	if retired > 0 then
		return format('%s %s rows', case when archive is null then 'deleted' else 'archived' end, retired);
	end if;
	if to_regclass('public.registry_data_retention_policies_pkey') is not null then
		update public.data_retention_policies set last_run_at = now() where table_name = p_table;
	end if;
	return null;
end
$$;

-- Takes all steps of one policy, or of every one that can be followed, each in a transaction of its own. Stops with an
-- error where a lock is not to be had within lock_timeout (5 s unless the session says otherwise): call it again.
create or replace procedure mcp.apply_retention(p_table text default null, p_rows integer default 10000)
language plpgsql
as $$
declare
	policies text[];
	policy text;
	step text;
begin
	policies := array(
		select rule.policy from mcp.retention_policies(p_table) as rule where p_table is not null or rule.problem is null
	);
	if p_table is not null and cardinality(policies) = 0 then
		raise exception 'There is no active policy for %.', p_table using errcode = 'no_data_found';
	end if;
	foreach policy in array policies loop
		loop
			step := mcp.retention_step(policy, p_rows);
			commit;
			exit when step is null;
			raise notice '%: %', policy, step;
		end loop;
	end loop;
end
$$;

do $$
-- locks: ROW EXCLUSIVE on data_retention_policies
declare
	routine regprocedure;
begin
	foreach routine in array array[
		'mcp.policy_table(text)', 'mcp.table_of_others(regclass)',
		'mcp.archive_columns(regclass, regclass)', 'mcp.retention_obstacle(regclass)', 'mcp.retention_policies(text)',
		'mcp.kept_rows(regclass)', 'mcp.has_kept_rows(regclass)', 'mcp.retention_due(text)',
		'mcp.archive_of(regclass, boolean)', 'mcp.archive_has(regclass, name, timestamptz, timestamptz)',
		'mcp.retire_rows(regclass, name, timestamptz, regclass, integer)',
		'mcp.archive_partition(regclass, regclass, regclass)', 'mcp.retention_step(text, integer)',
		'mcp.apply_retention(text, integer)'
	]::regprocedure[]
	loop
		execute format('revoke execute on routine %s from public', routine);
	end loop;

	-- The one period that the documents name. What else is kept how long is for whoever runs the registry to say.
	if to_regclass('public.registry_data_retention_policies_pkey') is not null then
		insert into data_retention_policies (table_name, time_column, retention_days)
		values ('mcp.tool_executions', 'executed_at', 90)
		on conflict (table_name) do nothing;
	end if;
end
$$;

comment on function mcp.policy_table(text) is 'The table that a policy means.';
comment on function mcp.archive_columns(regclass, regclass) is 'Columns that an archive lacks, or has in another way.';
comment on function mcp.table_of_others(regclass) is 'What of a table and its archive belongs to somebody else.';
comment on function mcp.retention_obstacle(regclass) is 'Why a table must not give up rows; null if it may.';
comment on function mcp.retention_policies(text) is 'The active policies, and why one of them can''t be followed.';
comment on function mcp.kept_rows(regclass) is 'The condition for rows that are kept longer than a policy says.';
comment on function mcp.has_kept_rows(regclass) is 'Whether any row is kept longer than a policy says.';
comment on function mcp.retention_due(text) is 'What is due by the policies: partitions and rows, with their size.';
comment on function mcp.archive_of(regclass, boolean) is 'The archive of a table.';
comment on function mcp.archive_has(regclass, name, timestamptz, timestamptz) is
	'Whether an archive has anything from between two times.';
comment on function mcp.retire_rows(regclass, name, timestamptz, regclass, integer) is
	'Archives or deletes one batch of rows from before a time.';
comment on function mcp.archive_partition(regclass, regclass, regclass) is 'Moves a month to the archive.';
comment on function mcp.retention_step(text, integer) is
	'Does the next thing that a table''s policy asks for; null when nothing is left.';
comment on procedure mcp.apply_retention(text, integer) is 'Takes all steps of one policy, or of all.';

-- migrate:down
-- Archives that were made meanwhile go where they are empty: others hold rows that are nowhere else. Told by the comment.
do $$
-- locks: ACCESS EXCLUSIVE on the archives of retention
declare
	archive regclass;
	occupied boolean;
begin
	for archive in
		select class.oid from pg_class as class
		where relkind in ('r', 'p') and not relispartition
			and obj_description(class.oid, 'pg_class') like 'Registry pack: rows of % whose time is over.'
	loop
		-- Nobody adds a row in between.
		execute format('lock table %s in access exclusive mode', archive);
		execute format('select exists (select from %s)', archive) into occupied;
		if occupied then
			raise notice 'Archive % stays: it has rows.', archive
				using hint = 'When they are not needed any more, drop it.';
		else
			execute format('drop table %s', archive);
		end if;
	end loop;
end
$$;

drop procedure if exists mcp.apply_retention(text, integer);
drop function if exists mcp.retention_step(text, integer);
drop function if exists mcp.archive_partition(regclass, regclass, regclass);
drop function if exists mcp.retire_rows(regclass, name, timestamptz, regclass, integer);
drop function if exists mcp.archive_has(regclass, name, timestamptz, timestamptz);
drop function if exists mcp.archive_of(regclass, boolean);
drop function if exists mcp.retention_due(text);
drop function if exists mcp.has_kept_rows(regclass);
drop function if exists mcp.kept_rows(regclass);
drop function if exists mcp.retention_policies(text);
drop function if exists mcp.retention_obstacle(regclass);
drop function if exists mcp.table_of_others(regclass);
drop function if exists mcp.archive_columns(regclass, regclass);
drop function if exists mcp.policy_table(text);

do $$
-- locks: ROW EXCLUSIVE on data_retention_policies
begin
	if to_regclass('public.registry_data_retention_policies_pkey') is not null then
		delete from public.data_retention_policies where table_name = 'mcp.tool_executions' and retention_days = 90;
	end if;
end
$$;
