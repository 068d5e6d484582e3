import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {documented} from '../helpers/json-schema.ts';
import {planSchema} from '../helpers/plan-schema.ts';
import {runProgram} from '../helpers/program.ts';

const plans = documented('plan.schema.json');

describe('docs/plan.schema.json', () => {
	it('is the schema that action tests check plans with (npm run docs regenerates it)', async () => {
		await plans.isOf(planSchema);
	});

	it.each(versions)(
		'describes the output of a plan, a run, a failed run, and nothing to do on PostgreSQL %d',
		async version => {
			const valid = plans.validator({allowUnionTypes: true});
			const database = await createDatabase(version);
			await database.sql`create table mcp_servers (id uuid primary key)`;
			const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-plans-'));
			onTestFinished(() => rmSync(folder, {recursive: true}));
			const write = (name: string, text: string) =>
				writeFileSync(path.join(folder, name), `-- migrate:up\n${text};\n-- migrate:down\n`);
			const printed = async (command: readonly string[], code: number) => {
				const ended = await runProgram([...command, '--json', database.uri()]);
				expect(ended.code, ended.error).toBe(code);
				const document: unknown = JSON.parse(ended.out);
				valid(document);
				expect(valid.errors).toBeNull();
				return document;
			};
			const up = ['migrate', 'up', '--dir', folder];
			expect(await printed(['optimize', '--dry-run'], 0)).toMatchObject({action: 'optimize', risk: 'high'});
			write('20260101000000_one.sql', 'create table one (id int)');
			expect(await printed([...up, '--yes'], 0)).toMatchObject({
				status: 'done',
				units: [{}, {state: 'done'}],
			});
			expect(await printed([...up, '--yes'], 0)).toMatchObject({plan: null, units: []});
			write('20260101000001_two.sql', 'create table two (id int); select 1 / 0');
			write('20260101000002_three.sql', 'create table three (id int)');
			expect(await printed([...up, '--yes'], 1)).toMatchObject({
				status: 'failed',
				note: expect.stringContaining('division by zero'),
				units: [{state: 'failed', error: {code: '22012'}}, {state: 'skipped'}],
			});
			expect(valid({id: 'x'})).toBe(false);
		},
	);
});
