import {spawn} from 'node:child_process';
import path from 'node:path';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

type Output = {code: number | null; out: string; error: string};

/** Runs the built program without a terminal, to its end. */
export function runProgram(
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
	input?: string,
): Promise<Output> {
	return startProgram(args, env, input).ended;
}

/** The same while it runs. */
export function startProgram(
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
	input?: string,
): {signal(name: NodeJS.Signals): void; ended: Promise<Output>} {
	const environment = {...process.env, ...env};
	delete environment.NODE_ENV;
	delete environment.FORCE_COLOR;
	const child = spawn(process.execPath, [program, ...args], {
		env: environment,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const output = {out: '', error: ''};
	child.stdout.on('data', (text: Buffer) => {
		output.out += text.toString();
	});
	child.stderr.on('data', (text: Buffer) => {
		output.error += text.toString();
	});
	child.stdin.end(input ?? '');
	return {
		signal: name => child.kill(name),
		ended: new Promise(resolve => child.on('close', code => resolve({code, ...output}))),
	};
}
