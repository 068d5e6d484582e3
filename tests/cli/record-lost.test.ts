import path from 'node:path';
import {expect, it} from 'vitest';
import {openRecording} from '../../source/recording/recording.ts';
import {startProgram} from '../helpers/program.ts';
import {ownFolder, samplesIn} from '../helpers/recordings.ts';
import {until} from '../helpers/scenario.ts';
import {createServer} from '../helpers/scenario-server.ts';

it('continues after a lost connection, and records the gap', async () => {
	const server = await createServer(18);
	const {password, ports, user} = server.connection();
	const file = path.join(ownFolder(), 'a.pgdeck');
	const uri = `postgres://${user}:${password}@127.0.0.1:${ports[0]}/postgres`;
	const program = startProgram(['record', file, uri, '--interval', '0.5'], {XDG_STATE_HOME: ownFolder()});
	await until(
		() => samplesIn(file),
		samples => samples > 1,
	);
	const gaps = () => {
		const recording = openRecording(file);
		const found = recording.gaps();
		recording.close();
		return found;
	};
	await server.kill();
	await until(gaps, found => found.length === 1);
	expect(gaps()[0]?.ended).toBeUndefined();
	const before = samplesIn(file);
	await server.start();
	const [gap] = await until(gaps, found => found[0]?.ended !== undefined);
	await until(
		() => samplesIn(file),
		samples => samples > before + 1,
	);
	program.signal('SIGTERM');
	const {code, error} = await program.ended;
	expect(code).toBe(0);
	expect(error).toMatch(/connection lost: .+\n[\s\S]*connected again\n/);
	expect(gap?.reason).not.toBe('');
	expect(gap?.ended?.getTime()).toBeGreaterThan(gap?.began.getTime() ?? Infinity);
});
