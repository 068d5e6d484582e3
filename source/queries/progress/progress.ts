import * as z from 'zod';
import viewsSql from '../../../sql/queries/progress/progress-views.sql';
import type {Reader} from '../../postgres/reader.ts';
import {parseRows, readRows, time} from '../statement.ts';

const prefix = 'pg_stat_progress_';
const viewRow = z.object({view: z.string().regex(/^pg_stat_progress_\w+$/)});

const progressRow = z.object({
	view: z.string(),
	pid: z.int(),
	database: z.string().nullable(),
	relation: z.string().nullable().describe('Null in another database, and when there is none'),
	relationId: z.number().nullable(),
	index: z.string().nullable(),
	user: z.string().nullable(),
	backend: z.string().nullable(),
	startedAt: time.nullable().describe('Start of its statement'),
	waits: z.string().nullable(),
	query: z.string().nullable(),
	facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type ProgressFacts = Omit<z.infer<typeof progressRow>, 'view'> & {
	/** vacuum, create_index and so on. */
	readonly kind: string;
};

/** Progress views of this server. */
export async function readProgressViews(reader: Reader): Promise<string[]> {
	return (await readRows(reader, viewsSql, viewRow)).map(({view}) => view);
}

/** The rows of all progress views in one statement, as JSON because their columns differ. */
export async function readProgress(reader: Reader, views: readonly string[]): Promise<ProgressFacts[]> {
	if (views.length === 0) return [];
	const rows = await reader.read(
		sql => sql`
			select
				p.view as "view",
				(p.facts ->> 'pid')::int as "pid",
				coalesce(p.facts ->> 'datname', a.datname::text) as "database",
				-- Names in this database only; takes no lock.
				case when n.nspname = 'public' then c.relname::text else n.nspname || '.' || c.relname end as "relation",
				(p.facts ->> 'relid')::int8 as "relationId",
				i.relname::text as "index",
				a.usename::text as "user",
				a.backend_type as "backend",
				coalesce(a.query_start, a.backend_start) as "startedAt",
				a.wait_event_type || ': ' || a.wait_event as "waits",
				left(a.query, 300) as "query",
				p.facts as "facts"
			from (
				${views.map(
					(view, index) => sql`
						${index === 0 ? sql`` : sql`union all`}
						select ${view}::text as view, to_jsonb(v) as facts from pg_catalog.${sql(view)} v`,
				)}
			) p
			left join pg_catalog.pg_stat_activity a on a.pid = (p.facts ->> 'pid')::int
			left join pg_catalog.pg_class c
				on c.oid = (p.facts ->> 'relid')::oid and p.facts ->> 'datname' = current_database()
			left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_class i
				on i.oid = coalesce((p.facts ->> 'index_relid')::oid, (p.facts ->> 'cluster_index_relid')::oid)
				and p.facts ->> 'datname' = current_database()
			order by 2`,
	);
	return parseRows(rows, progressRow).map(({view, ...row}) => ({...row, kind: view.slice(prefix.length)}));
}
