import {type CommandName, commandNames} from './commands/help.ts';
import {parseArguments} from './commands/usage.ts';
import {UserError} from './postgres/errors.ts';
import {describeError, toServerError} from './postgres/server-error.ts';

/** Runs one command line and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
	const [first = '', ...rest] = argv;
	const name = (commandNames as readonly string[]).includes(first) ? (first as CommandName) : 'console';
	const debug = argv.includes('--debug');
	process.stdout.on('error', outputFailed);
	// An unhandled error of standard error would end a run half-way.
	process.stderr.on('error', () => undefined);
	try {
		const {input, flags} = parseArguments(name, name === first ? rest : argv);
		process.exitCode = await run(name, input, flags);
	} catch (error) {
		// For a monitoring system 1 and 2 mean a problem of the server.
		process.exitCode = name === 'check' ? 3 : error instanceof UserError ? error.exitCode : 1;
		process.stderr.write(`pgdeck: ${explain(error)}\n`);
		if (debug && error instanceof Error)
			process.stderr.write(`${error.stack}\n${String(error.cause ?? '')}\n`);
	}
	leave();
}

function outputFailed({code, message}: NodeJS.ErrnoException): void {
	// SIGHUP follows when the terminal is gone, and ends a run in order.
	if (code === 'EIO') return;
	// A reader such as `head` may close the pipe early.
	if (code === 'EPIPE') process.exit(0);
	const reason = code === 'ENOSPC' ? 'no space left on the device' : message;
	process.stderr.write(`pgdeck: can't write the output: ${reason}. Redirect it to another place.\n`);
	process.exit(1);
}

/** How long open connections may take to close. */
const closingMs = 500;

/** Ends the program even if a hanging server never closes its side of a connection. */
function leave(): void {
	setTimeout(() => {
		// A pager may still be reading.
		if (process.stdout.writableLength + process.stderr.writableLength > 0) leave();
		else process.exit();
	}, closingMs).unref();
}

/** Each command loads its own modules: `snapshot --json` needs no React. */
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
		case 'diff':
			return (await import('./commands/diff.ts')).diffCommand(input, flags);
		case 'report':
			return (await import('./commands/report.ts')).reportCommand(input, flags);
		case 'replay':
			return (await import('./commands/replay.ts')).replayCommand(input, flags);
		case 'record':
			return (await import('./commands/record.ts')).recordCommand(input, flags);
		case 'blocking':
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
		? `${serverError.message} This is a bug in pgdeck. Run the command again with --debug and report its output.`
		: describeError(serverError);
}
