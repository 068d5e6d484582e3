-- Objects and extensions that the panes can use.
-- Since: 13. Needs: nothing. Cost: a few catalog look-ups; asked at connect and every minute.
select
	to_regprocedure('get_server_health_summary()') is not null
		and to_regclass('mcp_servers') is not null
		and to_regclass('circuit_breakers') is not null
		and to_regclass('tenants') is not null as "registry",
	to_regprocedure('get_request_performance_summary(integer)') is not null
		and to_regclass('request_logs') is not null as "requests",
	coalesce((select jsonb_agg(extname order by extname) from pg_extension), '[]') as "extensions"
