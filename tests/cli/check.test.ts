import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, type TestDatabase} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';

const home = mkdtempSync(path.join(tmpdir(), 'check-'));
const env = {XDG_STATE_HOME: home, XDG_CONFIG_HOME: home};
afterAll(() => rmSync(home, {recursive: true, force: true}));
const config = path.join(home, 'config.json');
/** Excludes findings caused by other tests on the same server. */
const others = {
	blockedSeconds: 1e6,
	idleInTransactionSeconds: 1e6,
	longQuerySeconds: 1e6,
	longTransactionSeconds: 1e6,
	preparedSeconds: 1e6,
};
const findings = (thresholds: object) =>
	writeFileSync(config, JSON.stringify({findings: {...others, ...thresholds}}));

describe.each([13, 18] as const)('pgdeck check on PostgreSQL %i', version => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await createDatabase(version);
	});
	const check = (...args: string[]) =>
		runProgram(['check', '--config', config, ...args, database.uri()], env);

	it('is OK with performance data without findings', async () => {
		findings({connectionsPercent: 100});
		const {code, out: output} = await check();
		expect(output).toMatch(
			/^PGDECK OK - \S+ on .*: no problems found \| critical=0 warning=0 connections=\d+;;;0;\d+/,
		);
		expect(code).toBe(0);
	});

	it.each([
		[{connectionsPercent: 0, connectionsCriticalPercent: 100}, 1, 'WARNING'],
		[{connectionsPercent: 0, connectionsCriticalPercent: 0}, 2, 'CRITICAL'],
	])('applies the thresholds of the configuration: %j', async (thresholds, expected, word) => {
		findings(thresholds);
		const {code, out: output} = await check();
		expect(output).toMatch(new RegExp(`^PGDECK ${word} - `));
		expect(output).toMatch(/\n +(warning|critical) +\d+ of \d+ connections in use/);
		expect(code).toBe(expected);
	});

	it('prints JSON with start, evidence and help', async () => {
		findings({connectionsPercent: 0, connectionsCriticalPercent: 100});
		const {code, out: output} = await check('--json');
		expect(code).toBe(1);
		expect(JSON.parse(output)).toMatchObject({
			state: 'WARNING',
			server: {database: expect.any(String)},
			findings: {
				rows: expect.arrayContaining([
					expect.objectContaining({
						id: 'connections',
						since: expect.stringMatching(/^\d{4}-/),
						evidence: expect.arrayContaining([expect.stringContaining('active')]),
						help: expect.any(String),
					}),
				]),
			},
		});
	});
});

it.each([
	['a server that is not there', ['-h', '127.0.0.1', '-p', '1']],
	['wrong usage', ['a', 'b']],
	['an option that it does not have', ['--yes']],
	['a configuration that is not there', ['--config', '/nowhere.json']],
])('%s is UNKNOWN, not a state of the server', async (_what, args) => {
	const {code} = await runProgram(['check', ...args], env);
	expect(code).toBe(3);
});

it('prints the reason of UNKNOWN in JSON', async () => {
	const {code, out} = await runProgram(['check', '--json', '-h', '127.0.0.1', '-p', '1'], env);
	expect(code).toBe(3);
	expect(JSON.parse(out)).toEqual({state: 'UNKNOWN', reason: expect.stringContaining('127.0.0.1:1')});
});
