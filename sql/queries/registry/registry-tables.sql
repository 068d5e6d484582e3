-- Whether tables of a registry exist, made by the pack or another tool.
-- Since: 13. Needs: nothing. Cost: two look-ups by name.
select to_regclass('public.mcp_servers') is not null or to_regclass('public.request_logs') is not null as "there"
