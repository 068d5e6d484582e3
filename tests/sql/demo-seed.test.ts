import {beforeAll, describe, expect, it} from 'vitest';
import {seedRows} from '../../source/demo/seed.ts';
import {applyPack, createDatabase} from '../helpers/database.ts';

describe("the demo's day of requests", async () => {
	const database = await createDatabase(18);
	const {sql} = database;
	const told: Array<[step: string, detail: string | undefined]> = [];

	beforeAll(async () => {
		await applyPack(database, '20260101000300');
		await seedRows(database.connection(), (step, detail) => told.push([step, detail]));
	});

	it('has more than 300,000 requests over 24 hours, with the keys of the pack', async () => {
		const [row] = await sql`
			select count(*)::int as n, extract(epoch from max(request_time) - min(request_time)) / 3600 as hours
			from request_logs where request_time > now() - interval '24 hours'`;
		expect(row?.n).toBeGreaterThan(300_000);
		expect(Number(row?.hours)).toBeGreaterThan(23);
		const keys = await sql`
			select conname as name from pg_constraint where conrelid = 'request_logs'::regclass and contype in ('p', 'u')
			order by 1`;
		expect(keys.map(({name}) => name)).toEqual([
			'registry_request_logs_pkey',
			'request_logs_request_id_unique',
		]);
	});

	it('reports its progress', () => {
		expect(told.filter(([, detail]) => /^[\d,]+ of 330,000$/.test(detail ?? '')).length).toBeGreaterThan(5);
	});

	/** How much slower payments were between so many minutes ago than in the three hours before the incident. */
	async function slowness(from: number, to: number): Promise<number> {
		const [row] = await sql<Array<{ratio: number}>>`
			with payments as (
				select duration_ms, extract(epoch from now() - request_time) / 60 as age
				from request_logs join mcp_servers s on s.id = target_server_id and s.name like 'payments%'
			)
			select avg(duration_ms) filter (where age between ${to} and ${from})
				/ avg(duration_ms) filter (where age between 70 and 250) as ratio
			from payments`;
		return Number(row?.ratio);
	}

	it('contains an incident that began an hour ago and has ended', async () => {
		expect(await slowness(75, 62)).toBeLessThan(1.5);
		expect(await slowness(58, 45)).toBeGreaterThan(2);
		expect(await slowness(36, 28)).toBeGreaterThan(5);
		expect(await slowness(12, 1)).toBeLessThan(1.5);
	});

	it('keeps the incident within the one-hour window for another half hour', async () => {
		expect(await slowness(30, 20)).toBeGreaterThan(3);
	});
});
