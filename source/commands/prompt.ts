import {createInterface, type Interface} from 'node:readline/promises';
import {Writable} from 'node:stream';

/** One line from the terminal, asked on standard error so that standard output stays clean; null where none came. */
export async function ask(question: string): Promise<string | null> {
	const lines = createInterface({input: process.stdin, output: process.stderr});
	const answer = await answerTo(lines, question);
	// What is said next must not stand behind the question.
	if (answer === null) process.stderr.write('\n');
	return answer;
}

/** The same without showing what is typed. */
export async function askSecretly(question: string): Promise<string | null> {
	process.stderr.write(question);
	const silent = new Writable({write: (_chunk, _encoding, done) => done()});
	const lines = createInterface({input: process.stdin, output: silent, terminal: true});
	const answer = await answerTo(lines, '');
	process.stderr.write('\n');
	return answer;
}

/** Ctrl+C and Ctrl+D are answers too: none was given. */
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
