import {createInterface, type Interface} from 'node:readline/promises';
import {Writable} from 'node:stream';

/** Reads one line from the terminal; null if the user cancels. Prompts on standard error to keep standard output clean. */
export async function ask(question: string): Promise<string | null> {
	const lines = createInterface({input: process.stdin, output: process.stderr});
	const answer = await answerTo(lines, question);
	// The next message starts on its own line.
	if (answer === null) process.stderr.write('\n');
	return answer;
}

/** The same without echoing the input. */
export async function askSecretly(question: string): Promise<string | null> {
	process.stderr.write(question);
	const silent = new Writable({write: (_chunk, _encoding, done) => done()});
	const lines = createInterface({input: process.stdin, output: silent, terminal: true});
	const answer = await answerTo(lines, '');
	process.stderr.write('\n');
	return answer;
}

/** Ctrl+C and Ctrl+D mean no answer. */
async function answerTo(lines: Interface, question: string): Promise<string | null> {
	const closed = new Promise<null>(resolve => {
		lines.once('close', () => resolve(null));
	});
	try {
		return await Promise.race([lines.question(question), closed]);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ABORT_ERR') throw error;
		return null;
	} finally {
		lines.close();
	}
}
