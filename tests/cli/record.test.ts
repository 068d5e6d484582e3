import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram, startProgram} from '../helpers/program.ts';
import {opened, ownFolder, samplesIn} from '../helpers/recordings.ts';
import {until} from '../helpers/scenario.ts';

const fast = ['--interval', '0.5'];

describe.each(versions)('pgdeck record on PostgreSQL %i', async version => {
	const database = await createDatabase(version);
	const environment = () => ({XDG_STATE_HOME: ownFolder()});

	it('writes every section for the given time, without a warning about SQLite', async () => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const {code, out, error} = await runProgram(
			['record', file, database.uri(), '--for', '3s', ...fast],
			environment(),
		);
		expect([code, out]).toEqual([0, '']);
		expect(error).toMatch(/recording test_\S+ on \S+ to \S+a\.pgdeck, every 500 ms for 3 s\n/);
		expect(error).toMatch(/\d+ samples, [\d.]+ kB\n$/);
		expect(error).not.toMatch(/Warning|undefined/i);
		expect(readdirSync(path.dirname(file))).toEqual(['a.pgdeck']);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		const recording = opened(file);
		const last = recording.at(Infinity);
		expect(recording.times().length).toBeGreaterThan(2);
		expect(last?.snapshot.server.database).toBe(database.name);
		expect(Object.values(last?.snapshot.sections ?? {}).filter(({status}) => status === 'pending')).toEqual(
			[],
		);
	});

	it.each(['SIGINT', 'SIGTERM'] as const)('ends normally at %s', async name => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const program = startProgram(['record', file, database.uri(), ...fast], environment());
		await until(
			() => samplesIn(file),
			samples => samples > 1,
		);
		program.signal(name);
		expect((await program.ended).code).toBe(0);
		expect(opened(file).times().length).toBeGreaterThan(1);
	});

	it('keeps its samples when killed, and appends the next time', async () => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const program = startProgram(['record', file, database.uri(), ...fast], environment());
		await until(
			() => samplesIn(file),
			samples => samples > 1,
		);
		program.signal('SIGKILL');
		await program.ended;
		const before = opened(file).times().length;
		expect(before).toBeGreaterThan(1);
		const {code} = await runProgram(['record', file, database.uri(), '--for', '2s', ...fast], environment());
		expect(code).toBe(0);
		expect(opened(file).times().length).toBeGreaterThan(before);
	});
});

describe('pgdeck record', async () => {
	const database = await createDatabase(18);

	it.each([
		[['record'], 2, 'No file is named. Give one: pgdeck record FILE'],
		[['record', 'a', 'b', 'c'], 2, 'Unexpected argument "c". See pgdeck record --help.'],
		[['record', 'a', '--for', '2'], 2, '--for "2" is not a time of a second or more'],
		[['record', 'a', '--max-size', '1kb'], 2, '--max-size "1kb" is not a size of 1MB or more'],
		[['record', 'a', '--keep', 'long'], 2, '--keep "long" is not a time'],
		[['record', 'a', '--json'], 2, '--json is not an option of pgdeck record'],
	])('%j exits with %i and gives the reason', async (args, code, expected) => {
		const output = await runProgram(args);
		expect(output.code).toBe(code);
		expect(output.error).toContain(expected);
	});

	it('refuses a file that is no recording, and one of another database', async () => {
		const own = await runProgram(['record', '/etc/hostname', database.uri()]);
		expect([own.code, own.error]).toEqual([1, expect.stringContaining('is not a recording')]);
		const other = await createDatabase(18);
		const file = path.join(ownFolder(), 'a.pgdeck');
		expect((await runProgram(['record', file, other.uri(), '--for', '2s', ...fast])).code).toBe(0);
		const refused = await runProgram(['record', file, database.uri()]);
		expect([refused.code, refused.error]).toEqual([3, expect.stringContaining('Give another file')]);
	});
});
