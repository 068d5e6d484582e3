import {open} from 'node:fs/promises';
import path from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {found, gone, sampledUntil, watch} from '../helpers/scenario-findings.ts';
import type {Sampled} from '../helpers/scenario-sampler.ts';
import {createServer} from '../helpers/scenario-server.ts';

const pageBytes = 8192;

describe.each(versions)('findings about damage and exhaustion on PostgreSQL %d', async version => {
	const server = await createServer(version);
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	await sql`create table damaged as select n, repeat('x', 500) as body from generate_series(1, 100) n`;
	await sql`create table aged (id int) with (autovacuum_freeze_max_age = 100000)`;
	await sql`checkpoint`;
	const [file] = await sql<{path: string}[]>`select pg_relation_filepath('damaged') as path`;
	await sql.end();
	await server.kill();
	const handle = await open(path.join(server.directory, 'data', file?.path ?? ''), 'r+');
	// In the rows of the second page, behind its header.
	await handle.write(Buffer.from('not what was written'), 0, 20, pageBytes + 4000);
	await handle.close();
	await server.start();
	const again = server.session();
	let seeing: Sampled[] = [];
	beforeAll(async () => {
		seeing = [await watch(server.connection()), await watch(server.connection(monitor))];
	});

	it('report checksum failures with their database', async () => {
		for (const who of seeing) await gone(who, ({rule}) => rule === 'checksums');
		const reading = server.session();
		expect((await failureOf(reading`select count(body) from damaged`)).message).toContain(
			'invalid page in block 1',
		);
		await reading.end();
		for (const who of seeing) {
			const {finding} = await found(who, ({rule}) => rule === 'checksums');
			expect(finding).toMatchObject({severity: 'critical', pane: 'databases', sinceKnown: true});
			expect(finding.title).toBe('1 checksum failure in postgres');
			expect(finding.help).toContain('restore from a backup');
		}
	});

	it('report sequences near the limit of their column, if the role may read them', async () => {
		await again`create table near (id serial, other bigserial)`;
		await again`create table nearer (id smallserial)`;
		await again`create sequence wide`;
		await again`create table narrow (id int default nextval('wide'))`;
		await again`alter sequence wide owned by narrow.id`;
		await again`select setval('wide', 2000000000), setval('near_id_seq', 1900000000), setval('nearer_id_seq', 32000), setval('near_other_seq', 1900000000)`;
		const [asSuper, asMonitor] = seeing as [Sampled, Sampled];
		const {finding} = await found(asSuper, ({title}) => title.startsWith('Sequence near_id_seq'));
		expect(finding).toMatchObject({severity: 'warning', pane: 'vacuum', row: null});
		expect(finding.title).toBe('Sequence near_id_seq 88.5 % of integer, 247,483,647 left (threshold 85 %)');
		expect(finding.evidence).toEqual([
			'Last value 1,900,000,000, limit 2,147,483,647.',
			'It feeds public.near.id, of type integer.',
		]);
		await found(
			asSuper,
			({title}) =>
				title ===
				'Sequence wide 93.1 % of integer column public.narrow.id, 147,483,647 left (threshold 85 %)',
		);
		const {finding: worse, live} = await found(asSuper, ({title}) =>
			title.startsWith('Sequence nearer_id_seq'),
		);
		expect(worse.severity).toBe('critical');
		expect(live.snapshot.findings.rows.filter(({rule}) => rule === 'sequences')).toHaveLength(3);
		const {snapshot} = await sampledUntil(asMonitor, ({snapshot: {findings}}) =>
			findings.unknown.some(({rule, reason}) => rule === 'sequences' && reason.includes('4 sequences')),
		);
		expect(snapshot.findings.rows.filter(({rule}) => rule === 'sequences')).toEqual([]);
		expect(snapshot.findings.unknown.find(({rule}) => rule === 'sequences')).toMatchObject({
			reason: 'the last value of 4 sequences is hidden from this role',
			grant: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO monitor',
			blind: true,
		});
		await again`grant select on all sequences in schema public to monitor`;
		await found(asMonitor, ({title}) => title.startsWith('Sequence near_id_seq'));
		expect(asMonitor.sampler.live.snapshot.findings.unknown.filter(({rule}) => rule === 'sequences')).toEqual(
			[],
		);
	});

	it('report overdue tables where autovacuum is off', async () => {
		await again`do $$ begin
			for n in 1..125000 loop
				begin insert into aged values (n); exception when division_by_zero then null; end;
			end loop;
		end $$`;
		for (const who of seeing) {
			const {finding} = await found(who, ({id}) => id === 'autovacuum-overdue');
			expect(finding).toMatchObject({severity: 'warning', pane: 'vacuum', row: expect.any(String)});
			expect(finding.title).toBe('autovacuum is overdue on 1 table, first aged (autovacuum off)');
		}
		await again`vacuum freeze aged`;
		for (const who of seeing) await gone(who, ({id}) => id === 'autovacuum-overdue');
	});

	it('cause no fault in pgdeck', () => {
		expect(seeing.flatMap(({faults}) => faults)).toEqual([]);
	});
});
