import type {Sql} from 'postgres';

/** Months that are over, from two years ago; the last of them is due after 365 days and the first of the rest is not. */
export async function makeLog(sql: Sql, table: string, months: number, rowsEach: number): Promise<void> {
	await sql.unsafe(`
		create table ${table} (id int, at timestamptz not null, note text, primary key (id, at)) partition by range (at);
		create table ${table}_default partition of ${table} default;
		create index ${table}_note on ${table} (note);
		insert into ${table}
			select month * 1000 + n, date_trunc('month', now()) - make_interval(months => month) + n * interval '1 hour', 'n'
			from generate_series(0, ${months - 1}) month, generate_series(1, ${rowsEach}) n`);
	await sql`select mcp.create_monthly_partitions(${table}::text::regclass, 1)`;
}

export async function policy(sql: Sql, table: string, days: number, action: string, column = 'at') {
	await sql`
		insert into data_retention_policies (table_name, time_column, retention_days, action)
		values (${table}, ${column}, ${days}, ${action})`;
}

/** All steps that a policy asks for, without a time or number that differs from day to day. */
export async function steps(sql: Sql, table: string, rows = 10_000): Promise<string[]> {
	const taken: string[] = [];
	for (;;) {
		const [row] = await sql<{step: string | null}[]>`select mcp.retention_step(${table}, ${rows}) as step`;
		if (!row || row.step === null) return taken;
		taken.push(row.step.replaceAll('public.', '').replaceAll(/_\d{4}_\d\d/g, '_MONTH'));
	}
}

export async function countOf(sql: Sql, table: string): Promise<number> {
	const [row] = await sql<{n: number}[]>`select count(*)::int as n from ${sql(table)}`;
	return row?.n ?? -1;
}
