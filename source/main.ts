import {type CommandName, commandNames} from './commands/help/all.ts';
import {parseArguments} from './commands/usage.ts';
import {UserError} from './postgres/errors.ts';
import {describeError, toServerError} from './postgres/server-error.ts';

/** Runs one command line and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
	const [first = '', ...rest] = argv;
	const name = (commandNames as readonly string[]).includes(first) ? (first as CommandName) : 'console';
	const debug = argv.includes('--debug');
	process.stdout.on('error', outputFailed);
	// There is nowhere left to tell of it, and what runs must not end half-way for want of a listener.
	process.stderr.on('error', () => undefined);
	try {
		const {input, flags} = parseArguments(name, name === first ? rest : argv);
		process.exitCode = await run(name, input, flags);
	} catch (error) {
		// To a monitoring system 1 and 2 say that something is wrong with the server.
		process.exitCode = name === 'check' ? 3 : error instanceof UserError ? error.exitCode : 1;
		process.stderr.write(`pgdeck: ${explain(error)}\n`);
		if (debug && error instanceof Error)
			process.stderr.write(`${error.stack}\n${String(error.cause ?? '')}\n`);
	}
	leave();
}

/** Standard output does not take what is written. */
function outputFailed({code, message}: NodeJS.ErrnoException): void {
	// A terminal that is gone is told by SIGHUP, which what runs knows how to end at.
	if (code === 'EIO') return;
	// A reader that has seen enough, such as `head`, is no fault.
	if (code === 'EPIPE') process.exit(0);
	const reason = code === 'ENOSPC' ? 'no space is left there' : message;
	process.stderr.write(`pgdeck: The output can't be written: ${reason}. Write it somewhere else.\n`);
	process.exit(1);
}

/** How long what is still open may take to say goodbye. */
const goodbyeMs = 500;

/** Ends the program also where a server that hangs never closes its side of a connection. */
function leave(): void {
	setTimeout(() => {
		// A slow reader of the output, such as a pager, is waited for.
		if (process.stdout.writableLength + process.stderr.writableLength > 0) leave();
		else process.exit();
	}, goodbyeMs).unref();
}

/** Each command is loaded when it is asked for: `snapshot --json` needs no React. */
async function run(
	name: CommandName,
	input: readonly string[],
	flags: ReturnType<typeof parseArguments>['flags'],
): Promise<number> {
	switch (name) {
		case 'console':
			return (await import('./commands/console.ts')).consoleCommand(input, flags);
		case 'demo':
			return (await import('./commands/demo.ts')).demoCommand(flags);
		case 'snapshot':
			return (await import('./commands/snapshot.ts')).snapshotCommand(input, flags);
		case 'check':
			return (await import('./commands/check.ts')).checkCommand(input, flags);
		case 'migrate':
			return (await import('./commands/migrate.ts')).migrateCommand(input, flags);
		case 'setup':
			return (await import('./commands/setup.ts')).setupCommand(input, flags);
		case 'optimize':
			return (await import('./commands/optimize.ts')).optimizeCommand(input, flags);
		case 'indexes':
			return (await import('./commands/indexes.ts')).indexesCommand(input, flags);
		case 'tables':
			return (await import('./commands/tables.ts')).tablesCommand(input, flags);
		case 'upkeep':
			return (await import('./commands/upkeep.ts')).upkeepCommand(input, flags);
		case 'sessions':
			return (await import('./commands/sessions.ts')).sessionsCommand(input, flags);
		case 'blocking':
			return (await import('./commands/sessions.ts')).blockingCommand(input, flags);
		case 'diff':
			return (await import('./commands/diff.ts')).diffCommand(input, flags);
		case 'report':
			return (await import('./commands/report.ts')).reportCommand(input, flags);
		case 'replay':
			return (await import('./commands/replay.ts')).replayCommand(input, flags);
		case 'record':
			return (await import('./commands/record.ts')).recordCommand(input, flags);
		case 'vacuum':
		case 'statements':
		case 'replication':
		case 'settings':
			return (await import('./commands/list.ts')).listCommand(name, input, flags);
		case 'journal':
			return (await import('./commands/journal.ts')).journalCommand(input, flags);
	}
}

function explain(error: unknown): string {
	if (error instanceof UserError) return error.message;
	const serverError = toServerError(error);
	return serverError.code === 'UNKNOWN'
		? `${serverError.message} This is a fault of pgdeck: run it again with --debug and report what it prints.`
		: describeError(serverError);
}
