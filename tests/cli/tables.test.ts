import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {runAndLeave, until} from '../helpers/scenario.ts';

describe.each(versions)('pgdeck tables on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const plain = await database.createRole();
	const uri = database.uri();

	beforeAll(async () => {
		await database.sql`create table "Od""d t" as select n as id from generate_series(1, 1000) n`;
		await database.sql`create index plain_index on "Od""d t" (id)`;
		await database.sql`analyze "Od""d t"`;
	});

	it('list --json has verdict, reasons, and evidence with method and age', async () => {
		const {code, out} = await runProgram(['tables', '--json', uri]);
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({
			status: 'ok',
			value: {
				reusableUnknown: {
					code: 'extension-missing',
					facts: {},
					text: 'requires CREATE EXTENSION pg_freespacemap;',
				},
				rows: [
					{
						name: 'Od"d t',
						verdict: 'ok',
						reasons: [],
						evidence: [
							{figure: 'dead', method: 'counters', unknown: null, at: expect.any(String)},
							{
								figure: 'reusable',
								method: 'free-space-map',
								unknown: {code: 'extension-missing', text: expect.stringContaining('pg_freespacemap')},
								at: null,
							},
							{
								figure: 'bloat',
								method: 'planner-statistics',
								lowBytes: expect.any(Number),
								at: expect.any(String),
							},
						],
					},
				],
			},
		});
	});

	it('list --json has the causes of a table, as autovacuum and VACUUM find them', async () => {
		await runAndLeave(
			database,
			'create table dead as select n as id from generate_series(1, 5000) n',
			'delete from dead where id <= 4000',
		);
		try {
			const causesOf = async () => {
				const {out} = await runProgram(['tables', '--json', uri]);
				const rows: Array<{name: string; causes: unknown; trendUnknown: {code: string}}> =
					JSON.parse(out).value.rows;
				return rows.find(({name}) => name === 'dead');
			};
			const found = await until(causesOf, row => JSON.stringify(row?.causes) !== '[]');
			expect(found?.causes).toEqual([
				{
					cause: 'dead-tuples',
					action: 'vacuum',
					reason: {
						code: 'dead-tuples',
						facts: {check: 'vacuum', value: 4000, threshold: null, deadRatio: 0.8, toast: false},
						text: expect.stringMatching(/^80\.0 % dead rows \(4,000\)\. VACUUM makes their space reusable/),
					},
				},
			]);
			expect(found?.trendUnknown.code).toBe('too-small');
			await database.sql`vacuum dead`;
			expect((await until(causesOf, row => JSON.stringify(row?.causes) === '[]'))?.causes).toEqual([]);
		} finally {
			await database.sql`drop table dead`;
		}
	});

	it('list and vacuum as text', async () => {
		expect((await runProgram(['tables', uri])).out).toMatch(/Od"d t.*ok/);
		const {code, out} = await runProgram(['vacuum', database.uri(plain)]);
		expect(code).toBe(0);
		expect(out).toMatch(/xmin horizon/);
		expect(out).toMatch(new RegExp(`wraparound .*${database.name}|${database.name}: \\d`));
		expect(out).toMatch(/^ {2}sequences {5}\S/m);
	});

	it('measure names the required privilege and the amount to read, asks, and measures', async () => {
		const refused = await runProgram(['tables', 'measure', '"Od""d t"', uri, '--yes']);
		expect([refused.code, refused.error]).toEqual([
			3,
			expect.stringContaining('CREATE EXTENSION pgstattuple;'),
		]);
		await database.sql`create extension pgstattuple`;
		const dry = await runProgram(['tables', 'measure', '"Od""d t"', uri, '--dry-run']);
		expect([dry.code, dry.out]).toEqual([0, expect.stringMatching(/reads about \d+\.0 kB of \d+\.0 kB/)]);
		const unasked = await runProgram(['tables', 'measure', '"Od""d t"', uri]);
		expect([unasked.code, unasked.error]).toEqual([
			3,
			expect.stringContaining('without a terminal nobody can confirm'),
		]);
		const done = await runProgram(['tables', 'measure', '"Od""d t"', uri, '--yes', '--json']);
		expect(JSON.parse(done.out)).toMatchObject({kind: 'table', heaps: [{tuples: 1000, deadTuples: 0}]});
		const index = await runProgram(['tables', 'measure', 'plain_index', uri, '--yes']);
		expect([index.code, index.out]).toEqual([0, expect.stringMatching(/REINDEX would free +~/)]);
		const none = await runProgram(['tables', 'measure', 'nothing', uri, '--yes']);
		expect([none.code, none.error]).toEqual([
			1,
			expect.stringContaining('The table or index nothing does not exist.'),
		]);
	});
});
