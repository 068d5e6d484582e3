import {describe, expect, it} from 'vitest';
import type {Request} from '../../source/actions/table.ts';
import {everyVersion} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {openOperator} from '../helpers/scenario-actions.ts';
import {createServer} from '../helpers/scenario-server.ts';

describe.each(everyVersion)('a server of PostgreSQL %d that dies', async version => {
	const server = await createServer(version);
	const operator = await openOperator(server.connection());
	const oidOf = async (name: string) => {
		const sql = server.session();
		const [row] = await sql<{oid: number}[]>`select ${name}::regclass::oid::int as oid`;
		await sql.end();
		return row?.oid ?? 0;
	};
	/** Kills the server while the action waits for a session that writes to the table, and starts it again. */
	const killed = async (request: Request) => {
		const plan = await operator.plan(request);
		const holder = server.session();
		for (const text of ['begin', 'insert into busy values (1)', 'lock table busy in row exclusive mode']) {
			await holder.unsafe(text);
		}
		const run = operator.begin(plan);
		const looking = server.session();
		await until(
			() =>
				looking`select from pg_stat_activity where application_name = 'pgdeck' and wait_event_type = 'Lock'`,
			rows => rows.length === 1,
		);
		// The server of the tests writes nothing down by itself.
		await looking`checkpoint`;
		await server.kill();
		const progress = await run.result;
		await server.start();
		return progress;
	};

	it('in a rebuild leaves the index valid, with leftovers that can be cleaned up', async () => {
		const sql = server.session();
		await sql.unsafe('create table busy (id int); create index one on busy (id)');
		await sql.end();
		const {status, units} = await killed({action: 'reindex', indexes: [await oidOf('one')]});
		expect(status).toBe('failed');
		expect(units[0]?.note).toMatch(/^The connection to the server was lost\./);
		expect(operator.events().slice(-2)).toEqual([
			'started: Rebuild index public.one',
			'failed: Rebuild index public.one',
		]);
		const cleaned = await operator.act({action: 'clean-leftovers', indexes: 'all'});
		expect(cleaned.units.map(({title, state}) => [title, state])).toEqual([
			['Drop index public.one_ccnew', 'done'],
		]);
	});

	it('in a build leaves an INVALID index, which can be rebuilt', async () => {
		const request = {action: 'create-index', definitions: ['create index two on busy (id)']} as const;
		expect((await killed(request)).status).toBe('failed');
		const run = await operator.act({action: 'reindex', indexes: [await oidOf('two')]});
		expect(run.status).toBe('done');
		expect((await operator.plan({action: 'reindex', indexes: [await oidOf('two')]})).checks).toContainEqual(
			expect.objectContaining({text: expect.stringContaining('in use meanwhile')}),
		);
	});

	it('in a VACUUM FULL leaves the table as it was', async () => {
		const tables = [await oidOf('busy')];
		expect((await killed({action: 'vacuum', tables, options: {full: true}})).status).toBe('failed');
		expect((await operator.act({action: 'vacuum', tables})).status).toBe('done');
	});
});
