import {execFile} from 'node:child_process';

const waitMs = 2000;

/**
The version of the program pg_repack on this host, which works with an extension of the very same one alone. It is asked
for that and nothing else.
@returns null where there is none on the PATH, or where it does not tell
*/
export function readRepackProgram(): Promise<string | null> {
	return new Promise(resolve => {
		execFile('pg_repack', ['--version'], {timeout: waitMs}, (error, out) => {
			resolve(error ? null : (/^pg_repack (\d[\w.-]*)/.exec(out)?.[1] ?? null));
		});
	});
}
