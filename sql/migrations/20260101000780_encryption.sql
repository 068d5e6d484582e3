-- Secrets of tools, encrypted with keys that the database never keeps: a key is passed in, or read from a setting of the
-- session, and only its id is stored beside what it encrypted. A copy of the database alone opens nothing.
--
-- A key has a setting named after its id, without dashes, as names of settings are identifiers (checked since 14):
--   select set_config('app.encryption_key_0b7e…', $1, true)
-- Pass keys as parameters, as here, and not as literals: those end up in the server's log and in pg_stat_statements.
--
-- To change keys: encrypt new secrets with the new one, call rotate_encryption_key until it gives 0, destroy the old.
--
-- pgcrypto is a trusted extension since 13: whoever may create objects in the database may create it.

-- migrate:up
do $$
-- locks: nothing
begin
	if not exists (select from pg_extension where extname = 'pgcrypto') then
		create extension pgcrypto with schema mcp;
		-- Tells down that it is the pack's own.
		comment on extension pgcrypto is 'cryptographic functions (for the registry pack)';
	end if;
end
$$;

create or replace function mcp.encryption_key(p_key_id uuid)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
	key constant text := current_setting('app.encryption_key_' || replace(p_key_id::text, '-', ''), true);
begin
	-- An encryption without a key would look like one.
	if coalesce(key, '') = '' then
		raise exception 'There is no key for %.', coalesce(p_key_id::text, 'no id') using
			errcode = 'invalid_parameter_value',
			hint = 'Pass it, or set app.encryption_key_ with the id behind it, without dashes.';
	end if;
	return key;
end
$$;

create or replace function mcp.encrypt_auth_config(p_auth_config jsonb, p_key text)
returns bytea
language plpgsql
as $$
begin
	if coalesce(p_key, '') = '' then
		raise exception 'A key is needed.' using errcode = 'invalid_parameter_value';
	end if;
	-- Nobody sees from the length alone how long the secret is, and one encryption from another of the same text.
	return pgp_sym_encrypt(p_auth_config::text, p_key, 'cipher-algo=aes256, compress-algo=1');
end
$$;

-- Fails with "Wrong key or corrupt data" for a wrong key, and for what somebody changed: OpenPGP has a check sum inside.
create or replace function mcp.decrypt_auth_config(p_encrypted bytea, p_key text)
returns jsonb
language plpgsql
as $$
begin
	return pgp_sym_decrypt(p_encrypted, p_key)::jsonb;
end
$$;

-- Gives a tool its secrets. Only their type stays readable.
create or replace function mcp.set_tool_auth(
	p_tool_id uuid, p_auth_config jsonb, p_key_id uuid, p_key text default null
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
	if p_key_id is null then
		raise exception 'The id of the key is needed.' using errcode = 'null_value_not_allowed';
	end if;
	update mcp.tool_configurations
	set
		auth_config = case
			when jsonb_typeof(p_auth_config -> 'type') = 'string'
				then jsonb_build_object('type', p_auth_config -> 'type')
			else '{}'
		end,
		auth_config_encrypted = mcp.encrypt_auth_config(p_auth_config, coalesce(p_key, mcp.encryption_key(p_key_id))),
		encryption_key_id = case when p_auth_config is not null then p_key_id end,
		updated_at = now()
	where id = p_tool_id;
	if not found then
		raise exception 'There is no tool %.', p_tool_id using errcode = 'no_data_found';
	end if;
end
$$;

-- The secrets of a tool; null where it has none.
create or replace function mcp.tool_auth(p_tool_id uuid, p_key text default null)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
	select mcp.decrypt_auth_config(
		tool.auth_config_encrypted, coalesce(p_key, mcp.encryption_key(tool.encryption_key_id))
	)
	from mcp.tool_configurations as tool
	where tool.id = p_tool_id and tool.auth_config_encrypted is not null
$$;

-- Encrypts anew what an old key encrypted, some rows at a time; gives how many. Rows that somebody else is changing are
-- left for the next time.
create or replace function mcp.rotate_encryption_key(
	p_old_id uuid, p_new_id uuid, p_old_key text default null, p_new_key text default null, p_rows integer default 1000
)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
	old_key constant text := coalesce(p_old_key, mcp.encryption_key(p_old_id));
	new_key constant text := coalesce(p_new_key, mcp.encryption_key(p_new_id));
	rotated integer;
begin
	-- The rows would be found again and again.
	if p_new_id is null or p_old_id is null or p_new_id = p_old_id then
		raise exception 'The two keys need ids that differ.' using errcode = 'invalid_parameter_value';
	end if;
	with chosen as (
		select id from mcp.tool_configurations where encryption_key_id = p_old_id limit p_rows for update skip locked
	)
	update mcp.tool_configurations as tool
	set
		auth_config_encrypted = mcp.encrypt_auth_config(
			mcp.decrypt_auth_config(tool.auth_config_encrypted, old_key), new_key
		),
		encryption_key_id = p_new_id,
		updated_at = now()
	from chosen
	where tool.id = chosen.id;
	get diagnostics rotated = row_count;
	return rotated;
end
$$;

-- pgcrypto may have been there before, in another schema.
do $$
-- locks: nothing
declare
	place name := (
		select nspname from pg_extension join pg_namespace as namespace on namespace.oid = extnamespace
		where extname = 'pgcrypto'
	);
begin
	execute format(
		'alter function mcp.encrypt_auth_config(jsonb, text) set search_path = pg_catalog, %I, pg_temp', place
	);
	execute format(
		'alter function mcp.decrypt_auth_config(bytea, text) set search_path = pg_catalog, %I, pg_temp', place
	);
end
$$;

revoke execute on function mcp.set_tool_auth(uuid, jsonb, uuid, text) from public;
revoke execute on function mcp.tool_auth(uuid, text) from public;
revoke execute on function mcp.rotate_encryption_key(uuid, uuid, text, text, integer) from public;

comment on function mcp.encryption_key(uuid) is 'The key with this id, from the settings of the session.';
comment on function mcp.encrypt_auth_config(jsonb, text) is 'Encrypts secrets with a key (OpenPGP, AES-256).';
comment on function mcp.decrypt_auth_config(bytea, text) is 'Decrypts what encrypt_auth_config encrypted.';
comment on function mcp.set_tool_auth(uuid, jsonb, uuid, text) is 'Gives a tool its secrets, encrypted.';
comment on function mcp.tool_auth(uuid, text) is 'The secrets of a tool, decrypted.';
comment on function mcp.rotate_encryption_key(uuid, uuid, text, text, integer) is
	'Encrypts secrets anew with another key, some rows at a time; gives how many.';

-- migrate:down
-- Encrypted secrets stay in their rows, and pgp_sym_decrypt opens them.
drop function if exists mcp.rotate_encryption_key(uuid, uuid, text, text, integer);
drop function if exists mcp.tool_auth(uuid, text);
drop function if exists mcp.set_tool_auth(uuid, jsonb, uuid, text);
drop function if exists mcp.decrypt_auth_config(bytea, text);
drop function if exists mcp.encrypt_auth_config(jsonb, text);
drop function if exists mcp.encryption_key(uuid);

do $$
-- locks: nothing
begin
	if (
		select obj_description(oid, 'pg_extension') from pg_extension where extname = 'pgcrypto'
	) like '%(for the registry pack)' then
		drop extension pgcrypto;
	end if;
exception
	when dependent_objects_still_exist then
		raise notice 'pgcrypto stays: something else uses it by now.';
end
$$;
