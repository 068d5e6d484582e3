import path from 'node:path';
import {spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

export type TestTerminal = {
	readonly pid: number;
	/** The screen as text, blanks at the ends of lines cut. */
	screen(): string;
	/** The same with what lies above it. */
	everything(): string;
	/** Waits until the screen shows it. Fails with the screen as it is then. */
	waitFor(what: string | RegExp | ((screen: string) => boolean), withinMs?: number): Promise<void>;
	/** Types, as one piece. */
	press(keys: string): void;
	resize(columns: number, rows: number): void;
	signal(name: NodeJS.Signals): void;
	/** Bytes written to the terminal so far. */
	readonly bytes: number;
	/** All that was written, escapes included. */
	readonly raw: string;
	readonly exit: Promise<{code: number; signal: number}>;
	readonly buffer: xterm.IBuffer;
	/** The last text sent to the clipboard of the terminal. */
	readonly clipboard: string | undefined;
};

type TerminalOptions = {
	columns?: number;
	rows?: number;
	env?: NodeJS.ProcessEnv;
	/** Run this instead of the built program. */
	command?: readonly [file: string, ...args: string[]];
};

/** The built program in a real pseudo terminal, its output interpreted by a terminal without a window. */
export function openTerminal(args: readonly string[], options: TerminalOptions = {}): TestTerminal {
	const {columns = 120, rows = 40} = options;
	const [file, ...words] = options.command ?? [process.execPath, program, ...args];
	const environment = {...process.env, TERM: 'xterm-256color', ...options.env, LANG: 'C.UTF-8'};
	for (const name of ['CI', 'FORCE_COLOR', 'COLUMNS', 'LINES', 'NO_COLOR', 'VITEST', 'NODE_ENV']) {
		if (options.env?.[name] === undefined) delete (environment as NodeJS.ProcessEnv)[name];
	}
	const pty = spawn(file, words, {cols: columns, rows, env: environment as Record<string, string>});
	const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 5000});
	const watchers = new Set<() => void>();
	let bytes = 0;
	let raw = '';

	let clipboard: string | undefined;
	terminal.parser.registerOscHandler(52, data => {
		clipboard = Buffer.from(data.replace(/^c;/, ''), 'base64').toString();
		return true;
	});

	pty.onData(text => {
		bytes += Buffer.byteLength(text);
		raw += text;
		terminal.write(text, () => {
			for (const watcher of watchers) watcher();
		});
	});
	// Answers to what a program asks the terminal.
	terminal.onData(answer => pty.write(answer));
	const exit = new Promise<{code: number; signal: number}>(resolve => {
		pty.onExit(({exitCode, signal}) => {
			resolve({code: exitCode, signal: signal ?? 0});
			for (const watcher of watchers) watcher();
		});
	});

	const lines = (from: number, to: number) =>
		Array.from({length: to - from}, (_unused, index) => {
			const line = terminal.buffer.active.getLine(from + index);
			return line?.translateToString(true) ?? '';
		}).join('\n');
	const screen = () => {
		const {baseY} = terminal.buffer.active;
		return lines(baseY, baseY + terminal.rows);
	};

	return {
		pid: pty.pid,
		screen,
		everything: () => lines(0, terminal.buffer.active.length),
		waitFor(what, withinMs = 30_000) {
			const holds = () => {
				const text = screen();
				return typeof what === 'string'
					? text.includes(what)
					: what instanceof RegExp
						? what.test(text)
						: what(text);
			};
			return new Promise((resolve, reject) => {
				const finish = (done: () => void) => {
					clearTimeout(timer);
					watchers.delete(check);
					done();
				};
				const check = () => {
					if (holds()) finish(resolve);
				};
				const timer = setTimeout(() => {
					finish(() => reject(new Error(`The screen never showed ${String(what)}. It shows:\n${screen()}`)));
				}, withinMs);
				watchers.add(check);
				check();
			});
		},
		press: keys => pty.write(keys),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		signal: name => pty.kill(name),
		get bytes() {
			return bytes;
		},
		get raw() {
			return raw;
		},
		exit,
		get clipboard() {
			return clipboard;
		},
		get buffer() {
			return terminal.buffer.active;
		},
	};
}

export const keys = {
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	escape: '\u001b',
	enter: '\r',
	tab: '\t',
	ctrlC: '\u0003',
	ctrlL: '\u000c',
	ctrlZ: '\u001a',
	ctrlU: '\u0015',
} as const;
