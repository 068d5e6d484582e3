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
	verdict: {color: string; missing: string[]};
	evidence: object[];
	blockers: string[];
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
				color: 'amber',
				text: 'unused for less than a day on 1 of 1 node',
				quietDays: expect.any(Number),
			},
			evidence: [{scans: 0, tuplesRead: 0, basis: 'own samples', seen: 1}],
		});
		expect(row('t_a_again')).toMatchObject({standIn: {name: 't_a', kind: 'duplicate'}});
		expect(row('t_pkey')).toMatchObject({
			verdict: {color: 'none'},
			blockers: ['it is the primary key', expect.any(String)],
		});
		expect(value.unindexed).toMatchObject([{constraint: 't_t_id_fkey'}]);
		expect(value.evidence).toMatchObject({method: expect.any(String), wantedDays: 35, problem: null});
		expect(value.nodes).toMatchObject([{own: true, asked: true, role: 'primary'}]);
	},
);

it('the text tells the same in short', async () => {
	const {code, out} = await runProgram(['indexes', database.uri()], env);
	expect(code).toBe(0);
	expect(out).toContain('public.t_a_again is the same as t_a: one of them will do.');
	expect(out).toContain('CREATE INDEX CONCURRENTLY ON public.t (t_id);');
	expect(out).toContain(`is kept in ${path.join(folder, 'pgdeck/indexes.sqlite')}.`);
});

it('replicas of the configuration that can not be reached are told, and a file that is none does no harm', async () => {
	const config = path.join(folder, 'replicas.json');
	writeFileSync(config, JSON.stringify({replicas: ['host=127.0.0.1 port=1'], unusedDays: 7}));
	writeFileSync(path.join(folder, 'pgdeck/indexes.sqlite'), 'no database '.repeat(1000));
	const {code, out} = await runProgram(['indexes', '--config', config, database.uri()], env);
	expect(code).toBe(0);
	expect(out).toMatch(/127\.0\.0\.1:1 was not asked: .*ECONNREFUSED/);
	expect(out).toContain('"yes" takes 7 days without use on every node');
	expect(out).toContain('it is no history of pgdeck, or damaged: move it away.');
});

it('a name with a line break does not break the line that tells of it', async () => {
	await database.sql.unsafe('create table lines (a int); create index one on lines (a)');
	await database.sql.unsafe('create index "two\nlines" on lines (a)');
	const {out} = await runProgram(['indexes', database.uri()], env);
	expect(out).toMatch(/^ {2}public\.\S.* is the same as \S.*: one of them will do\.$/m);
	expect(out.split('\n').filter(line => line.endsWith('one of them will do.'))).toHaveLength(2);
	expect(out).not.toMatch(/^lines"/m);
});
