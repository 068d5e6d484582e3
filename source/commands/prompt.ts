import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';

/** One line from the terminal, asked on standard error so that standard output stays clean. */
export async function ask(question: string): Promise<string> {
	const lines = createInterface({input: process.stdin, output: process.stderr});
	try {
		return await lines.question(question);
	} finally {
		lines.close();
	}
}

/** The same without showing what is typed. */
export async function askSecretly(question: string): Promise<string> {
	process.stderr.write(question);
	const silent = new Writable({write: (_chunk, _encoding, done) => done()});
	const lines = createInterface({input: process.stdin, output: silent, terminal: true});
	try {
		return await lines.question('');
	} finally {
		lines.close();
		process.stderr.write('\n');
	}
}
