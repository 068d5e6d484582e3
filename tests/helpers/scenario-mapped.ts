import type {RequestMappingConfig} from '../../source/queries/requests/request-mapping.ts';

/** A request log of someone's own: how it is made, how it is filled from `log`, and how it is mapped. */
type MappedLog = {
	readonly kind: string;
	readonly make: string;
	/** The insert or definition; `log` has at, duration_ms, failed, tenant, actor and path. */
	readonly fill: string;
	readonly config: RequestMappingConfig;
	/** Columns that are not mapped. */
	readonly without?: ReadonlyArray<'failed' | 'tenant' | 'user' | 'path'>;
	/** Replaces a tenant or user if its column has another type. */
	readonly tenants?: readonly string[];
};

const uuids = Array.from({length: 9}, (_unused, n) => `0000000${n}-0000-4000-8000-00000000000${n}`);

export const mappedLogs: readonly MappedLog[] = [
	{
		kind: 'milliseconds, HTTP status, names that SQL has to quote',
		make: `create schema "Od""d $1 schema";
			create table "Od""d $1 schema"."Access Log"
				("At" timestamptz, "took $1" float8, "Status" int, "Cust""omer" text, "user id" varchar(36), "$path" text)`,
		fill: `insert into "Od""d $1 schema"."Access Log"
			select at, duration_ms, case failed when true then 400 when false then 399 end, tenant, actor, path from log`,
		config: {
			relation: 'Od"d $1 schema.Access Log',
			columns: {
				time: 'At',
				duration: 'took $1',
				status: 'Status',
				tenant: 'Cust"omer',
				user: 'user id',
				path: '$path',
			},
			durationUnit: 'ms',
			errorFrom: 400,
		},
	},
	{
		kind: 'seconds as numeric, success as a boolean, a time without a zone, a numbered tenant',
		make: `create table in_seconds
			(at timestamp, took numeric(20, 9), ok boolean, tenant int, actor bigint, path varchar(100))`,
		fill: `insert into in_seconds
			select at at time zone 'UTC', duration_ms / 1000, not failed, tenant::int, actor::bigint, path from log`,
		config: {
			relation: 'public.in_seconds',
			columns: {time: 'at', duration: 'took', status: 'ok', tenant: 'tenant', user: 'actor', path: 'path'},
			durationUnit: 's',
			errorFrom: 400,
		},
		tenants: ['1', '2', '30', '400'],
	},
	{
		kind: 'microseconds as bigint, another limit of errors, a uuid as tenant, partitions',
		make: `create table in_microseconds (at timestamptz, took bigint, code smallint, tenant uuid, path text)
				partition by range (at);
			create table in_microseconds_all partition of in_microseconds default`,
		fill: `insert into in_microseconds
			select at, duration_ms * 1000, case failed when true then 3 when false then 2 end, tenant::uuid, path from log`,
		config: {
			relation: 'in_microseconds',
			columns: {time: 'at', duration: 'took', status: 'code', tenant: 'tenant', path: 'path'},
			durationUnit: 'us',
			errorFrom: 3,
		},
		without: ['user'],
		tenants: uuids,
	},
	{
		kind: 'an interval, and nothing but the time beside it',
		make: 'create table in_intervals (at timestamptz, took interval)',
		fill: `insert into in_intervals select at, duration_ms * interval '1 millisecond' from log`,
		config: {
			relation: 'in_intervals',
			columns: {time: 'at', duration: 'took'},
			// An interval has its own unit.
			durationUnit: 's',
			errorFrom: 400,
		},
		without: ['failed', 'tenant', 'user', 'path'],
	},
	{
		kind: 'a view, an enum as tenant',
		make: "create type who as enum ('red', 'green', 'blue')",
		fill: `create view seen as
			select at, duration_ms::real as took, case failed when true then 499.5 when false then 0 end as status,
				tenant::who as tenant, actor, path from log`,
		config: {
			relation: 'seen',
			columns: {
				time: 'at',
				duration: 'took',
				status: 'status',
				tenant: 'tenant',
				user: 'actor',
				path: 'path',
			},
			durationUnit: 'ms',
			errorFrom: 499.5,
		},
		tenants: ['red', 'green', 'blue'],
	},
	{
		kind: 'a materialized view, a tenant of fixed width',
		make: 'select 1',
		fill: `create materialized view kept as
			select at, duration_ms as took, failed is false as ok, tenant::char(3) as tenant, path from log`,
		config: {
			relation: 'kept',
			columns: {time: 'at', duration: 'took', tenant: 'tenant', path: 'path'},
			durationUnit: 'ms',
			errorFrom: 400,
		},
		without: ['failed', 'user'],
		tenants: ['abc', 'ab', 'a'],
	},
];
