import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {openTerminal} from '../tests/helpers/terminal.ts';

/** Bytes per hour of a recording at an interval of 2 s, from its growth over a while. */
export async function recordingBytesAnHour(uri: string, forMs: number): Promise<number> {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-recording-'));
	const file = path.join(folder, 'one.pgdeck');
	const size = () => {
		let bytes = 0;
		for (const name of [file, `${file}-wal`]) bytes += statSync(name, {throwIfNoEntry: false})?.size ?? 0;
		return bytes;
	};
	const seconds = Math.round((forMs * 2) / 1000);
	const terminal = openTerminal(['record', file, uri, '--for', `${seconds}s`, '--interval', '2']);
	try {
		// The first sample is complete and creates the tables, so it is not counted.
		await wait(forMs / 2);
		const before = size();
		await wait(forMs);
		return ((size() - before) / forMs) * 3_600_000;
	} finally {
		terminal.signal('SIGTERM');
		await terminal.exit;
		rmSync(folder, {recursive: true, force: true});
	}
}
