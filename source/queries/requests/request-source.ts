import type {Sql} from '../../postgres/connect.ts';
import type {RequestMapping} from './request-mapping.ts';

/** The source of requests: the log of the registry, or a relation mapped in the configuration. */
export type RequestSource = {kind: 'registry'} | {kind: 'mapped'; mapping: RequestMapping};

/** Facts about a request that a source may not have, by their names in the configuration. */
export const requestFacts = ['status', 'user', 'path', 'server'] as const;
type RequestFact = (typeof requestFacts)[number];

/** The log of the registry has all facts; a mapped relation has no server. */
export function unmappedFacts(source: RequestSource): RequestFact[] {
	if (source.kind === 'registry') return [];
	const {columns} = source.mapping;
	return requestFacts.filter(fact => fact === 'server' || columns[fact] === undefined);
}

/** The rows to read: since a time, of one tenant or all; and the buckets of the answer. */
export type RequestRange = {
	since: Date;
	windowHours: number;
	bucketSeconds: number;
	tenant?: string | null;
};

type Fragment = ReturnType<Sql['unsafe']>;

/** The parameter takes the type of the column, so that an index on it can be used. */
function tenantIs(sql: Sql, column: unknown, range: RequestRange): Fragment {
	if (range.tenant === undefined) return sql`` as unknown as Fragment;
	const fragment = column as ReturnType<Sql['unsafe']>;
	return (range.tenant === null
		? sql`and ${fragment} is null`
		: sql`and ${fragment} = ${range.tenant}`) as unknown as Fragment;
}

/** Conversion to milliseconds, and the largest valid duration (10^15 ms) in each unit. */
const units = {
	s: {milliseconds: 1000, most: 1e12},
	ms: {milliseconds: 1, most: 1e15},
	us: {milliseconds: 0.001, most: 1e18},
} as const;

/**
The common CTEs of the statements on requests: `requests` (at, duration_ms, failed, tenant, actor, path, server) and
`asked` (bucket_seconds, window_hours, users_known).
An unmapped or null status leaves `failed` null: neither success nor error. The driver quotes identifiers. Negative and
infinite durations count as unknown, checked before the conversion, which would overflow. Requests with an infinite time
are left out.
*/
export function withRequests(sql: Sql, source: RequestSource, range: RequestRange): Fragment {
	const usersKnown = !unmappedFacts(source).includes('user');
	return sql`with asked as (
		select ${range.bucketSeconds}::float8 as bucket_seconds, ${range.windowHours}::int as window_hours, ${usersKnown}::boolean as users_known
	), requests as (${requestRows(sql, source, range)})` as unknown as Fragment;
}

function requestRows(sql: Sql, source: RequestSource, range: RequestRange): Fragment {
	if (source.kind === 'registry') {
		return sql`
			select
				r.request_time as at,
				case when r.duration_ms between 0 and 1e15 then r.duration_ms::float8 end as duration_ms,
				r.status_code >= 400 as failed,
				r.tenant_id::text as tenant,
				r.user_id::text as actor,
				r.path::text as path,
				r.target_server_id::text as server
			from request_logs r
			where r.request_time >= ${range.since.toISOString()}::timestamptz
			and r.request_time < '10000-01-01Z'::timestamptz
			${tenantIs(sql, sql`r.tenant_id`, range)}
		` as unknown as Fragment;
	}
	const {relation, columns, durationUnit, errorFrom, statusIsSuccess, durationIsInterval} = source.mapping;
	const text = (column: string | undefined) =>
		column === undefined ? sql`null::text` : sql`${sql(column)}::text`;
	const unit = units[durationUnit];
	const duration = durationIsInterval
		? sql`extract(epoch from ${sql(columns.duration)})::float8 * 1000`
		: sql`case when ${sql(columns.duration)} between 0 and ${unit.most}::int8
			then ${sql(columns.duration)}::float8 * ${unit.milliseconds}::float8 end`;
	const failed =
		columns.status === undefined
			? sql`null::boolean`
			: statusIsSuccess
				? sql`not ${sql(columns.status)}`
				: sql`${sql(columns.status)} >= ${errorFrom}::float8`;
	return sql`
		select
			at,
			case when duration_ms between 0 and 1e15 then duration_ms end as duration_ms,
			failed,
			tenant,
			actor,
			path,
			null::text as server
		from (
			select
				${sql(columns.time)}::timestamptz as at,
				${duration} as duration_ms,
				${failed} as failed,
				${text(columns.tenant)} as tenant,
				${text(columns.user)} as actor,
				${text(columns.path)} as path
			from ${sql(relation.schema)}.${sql(relation.name)}
			where ${sql(columns.time)} >= ${range.since.toISOString()}::timestamptz
			and ${sql(columns.time)} < '10000-01-01Z'::timestamptz
			${columns.tenant === undefined ? sql`` : tenantIs(sql, sql`${sql(columns.tenant)}`, range)}
		) mapped
	` as unknown as Fragment;
}
