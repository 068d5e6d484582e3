import {expect, it} from 'vitest';
import {NothingToDo} from '../../source/postgres/errors.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {catalog} from '../helpers/pack-catalog.ts';
import {packDown, packUp} from '../helpers/pack-migrations.ts';
import {openOperator} from '../helpers/scenario-actions.ts';

const makings = [
	'create table mcp.tool_executions_archive (id bigint, what text)',
	'create table mcp.tool_executions_archive (id bigint, executed_at timestamptz) partition by range (executed_at)',
	'create view mcp.tool_executions_archive as select 1 as id',
	'create materialized view mcp.tool_executions_archive as select 1 as id, now() as executed_at',
	'create sequence mcp.tool_executions_archive',
	`create table mcp.tool_executions_archive (input_data text,
		constraint tool_executions_input_data_object check (length(input_data) > 1))`,
];

it.each(versions.flatMap(version => makings.map(making => ({version, making}))))(
	'the pack on PostgreSQL $version skips the archive of another tool: $making',
	async ({version, making}) => {
		const database = await createDatabase(version);
		const {sql} = database;
		await sql.unsafe(`create schema mcp; ${making}`);
		const before = await catalog(sql);
		await packUp(sql);
		await sql`insert into mcp.tool_executions (action) values ('call')`;
		const [{parts} = {}] = await sql<{parts: number}[]>`
			select count(*)::int as parts from pg_inherits where inhparent = 'mcp.tool_executions_archive'::regclass`;
		expect(parts).toBe(0);
		const optimize = await openOperator(database.connection());
		const plan = await optimize.plan({action: 'optimize'}).catch((error: unknown) => {
			if (error instanceof NothingToDo) return undefined;
			throw error;
		});
		// It may be given columns, as any table of another tool, and no months.
		expect(JSON.stringify(plan?.units ?? [])).not.toContain('tool_executions_archive_default');
		await packDown(sql);
		expect(await catalog(sql)).toEqual(before);
	},
);
