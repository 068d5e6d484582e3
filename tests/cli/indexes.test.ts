import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {createDatabase} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-cli-'));
afterAll(() => rmSync(folder, {recursive: true}));
const env = {XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder};
const database = await createDatabase(18);
const monitor = await database.createRole(['pg_monitor']);

beforeAll(async () => {
	await database.sql.unsafe(`
		create table t (id int primary key, a int, t_id int references t);
		create index t_a on t (a);
		create index t_a_again on t (a);
	`);
});

type Row = {
	name: string;
	verdict: {answer: string; missing: Array<{code: string; text: string}>};
	evidence: object[];
	blockers: object[];
};

it.each([['indexes'], ['indexes list']])(
	'pgdeck %s --json has verdict, reasons, evidence and method',
	async words => {
		const uri = database.uri(words === 'indexes' ? undefined : monitor);
		const {code, out, error} = await runProgram([...words.split(' '), '--json', uri], env);
		expect([code, error]).toEqual([0, '']);
		const {value} = JSON.parse(out) as {
			value: {rows: Row[]; evidence: object; nodes: object[]; unindexed: object[]};
		};
		const row = (name: string) => value.rows.find(item => item.name === name);
		expect(row('t_a')).toMatchObject({
			...{category: 'Unused', blockers: [], standIn: null},
			verdict: {
				answer: 'maybe',
				text: 'unused for less than a day on 1 of 1 node',
				quietDays: expect.any(Number),
			},
			evidence: [{scans: 0, tuplesRead: 0, basis: 'own-samples', seen: 1}],
		});
		expect(row('t_a_again')).toMatchObject({standIn: {name: 't_a', kind: 'duplicate'}});
		expect(row('t_pkey')).toMatchObject({
			verdict: {answer: 'no'},
			blockers: [
				{code: 'primary-key', facts: {}, text: 'it is the primary key'},
				{code: 'foreign-key-target', facts: {foreignKeys: 't_t_id_fkey on t'}, text: expect.any(String)},
			],
		});
		expect(value.unindexed).toMatchObject([{constraint: 't_t_id_fkey'}]);
		expect(value.evidence).toMatchObject({method: expect.any(String), wantedDays: 35, problem: null});
		expect(value.nodes).toMatchObject([{own: true, asked: true, role: 'primary'}]);
	},
);

it('lists the verdicts as text', async () => {
	const {code, out} = await runProgram(['indexes', database.uri()], env);
	expect(code).toBe(0);
	expect(out).toContain('public.t_a_again duplicates t_a: one of the two is enough.');
	expect(out).toContain('CREATE INDEX CONCURRENTLY ON public.t (t_id);');
	expect(out).toContain(`keeps its samples of indexes in ${path.join(folder, 'pgdeck/indexes.sqlite')}.`);
});

it('names unreachable replicas of the configuration, and survives a damaged evidence file', async () => {
	const config = path.join(folder, 'replicas.json');
	writeFileSync(config, JSON.stringify({replicas: ['host=127.0.0.1 port=1'], unusedDays: 7}));
	writeFileSync(path.join(folder, 'pgdeck/indexes.sqlite'), 'no database '.repeat(1000));
	const {code, out} = await runProgram(['indexes', '--config', config, database.uri()], env);
	expect(code).toBe(0);
	expect(out).toMatch(/127\.0\.0\.1:1 was not asked: .*ECONNREFUSED/);
	expect(out).toContain('"yes" requires 7 days without use on every node');
	expect(out).toContain('it is no history of pgdeck, or damaged: move it away.');
});

it('prints a name with a line break on one line', async () => {
	await database.sql.unsafe('create table lines (a int); create index one on lines (a)');
	await database.sql.unsafe('create index "two\nlines" on lines (a)');
	const {out} = await runProgram(['indexes', database.uri()], env);
	expect(out).toMatch(/^ {2}public\.\S.* duplicates \S.*: one of the two is enough\.$/m);
	expect(out.split('\n').filter(line => line.endsWith('one of the two is enough.'))).toHaveLength(2);
	expect(out).not.toMatch(/^lines"/m);
});
