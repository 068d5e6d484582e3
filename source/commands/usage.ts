import meow from 'meow';
import {UsageError} from '../postgres/errors.ts';
import {type CommandName, helps} from './help.ts';

/** Parses a command line with meow, which ends the program with exit code 2 at an unknown option. */
export function parseArguments(name: CommandName, argv: readonly string[]) {
	// psql accepts -hdb1 too.
	const words = argv.flatMap(word => (/^-[hpUd]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word]));
	checkValues(words);
	// meow would take the lone dash of `--html -` for an argument.
	for (const place of words.flatMap((word, index) =>
		word === '--html' && words[index + 1] === '-' ? index : [],
	))
		words.splice(place, 2, '--html=-');
	const {input, flags} = meow(helps[name].trimStart(), {
		importMeta: import.meta,
		argv: words,
		pkg: {name: 'pgdeck', version: PGDECK_VERSION},
		description: false,
		version: PGDECK_VERSION,
		helpIndent: 0,
		allowUnknownFlags: false,
		booleanDefault: undefined,
		flags: {
			host: {type: 'string', shortFlag: 'h'},
			port: {type: 'string', shortFlag: 'p'},
			user: {type: 'string', shortFlag: 'U', aliases: ['username']},
			dbname: {type: 'string', shortFlag: 'd'},
			config: {type: 'string'},
			interval: {type: 'string'},
			readOnly: {type: 'boolean'},
			color: {type: 'boolean'},
			ascii: {type: 'boolean'},
			debug: {type: 'boolean'},
			json: {type: 'boolean'},
			pane: {type: 'string'},
			dir: {type: 'string'},
			pack: {type: 'boolean'},
			to: {type: 'string'},
			with: {type: 'string'},
			set: {type: 'string'},
			foreignKeys: {type: 'boolean'},
			dryRun: {type: 'boolean'},
			yes: {type: 'boolean'},
			sample: {type: 'boolean'},
			production: {type: 'boolean'},
			for: {type: 'string'},
			maxSize: {type: 'string'},
			keep: {type: 'string'},
			html: {type: 'string'},
			compare: {type: 'string'},
		},
	});
	const allowed: readonly string[] = flagsOf[name];
	for (const [flag, value] of Object.entries(flags)) {
		const absent = value === undefined || value === null || (flag === 'color' && value === true);
		if (!absent && !everywhere.includes(flag) && !allowed.includes(flag)) {
			const dashed = flag.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
			throw new UsageError(`--${dashed} is not an option of pgdeck ${name}. See ${helpOf(name)}.`);
		}
	}
	return {input, flags};
}

export type Flags = ReturnType<typeof parseArguments>['flags'];

const everywhere = ['host', 'port', 'user', 'username', 'dbname', 'config', 'debug', 'h', 'p', 'U', 'd'];
const flagsOf: Record<CommandName, readonly string[]> = {
	console: ['interval', 'readOnly', 'color', 'ascii', 'dir', 'pack', 'compare'],
	demo: ['interval', 'readOnly', 'color', 'ascii'],
	snapshot: ['json', 'pane', 'dir', 'pack', 'ascii', 'color'],
	check: ['json', 'dir', 'pack'],
	migrate: ['readOnly', 'dir', 'pack', 'to', 'dryRun', 'yes', 'json'],
	setup: ['sample', 'production', 'yes', 'readOnly', 'ascii'],
	optimize: ['readOnly', 'dryRun', 'yes', 'json'],
	indexes: ['readOnly', 'dryRun', 'yes', 'json', 'foreignKeys'],
	tables: ['readOnly', 'dryRun', 'yes', 'json', 'with', 'set'],
	vacuum: ['json'],
	upkeep: ['readOnly', 'dryRun', 'yes', 'json'],
	sessions: ['readOnly', 'dryRun', 'yes', 'json'],
	blocking: ['json'],
	statements: ['json'],
	settings: ['json'],
	replication: ['json'],
	journal: ['json'],
	replay: ['ascii', 'color'],
	diff: ['json'],
	report: ['html', 'for', 'interval', 'dir', 'pack'],
	record: ['for', 'interval', 'maxSize', 'keep', 'dir', 'pack'],
};

/** Rejects an option whose value was forgotten: it is the last word, or another option follows it. */
function checkValues(argv: readonly string[]): void {
	const takesValue =
		/^(-h|-p|-U|-d|--(host|port|user|username|dbname|config|interval|pane|dir|to|for|max-size|keep|html|compare|with|set))$/;
	for (const [index, word] of argv.entries()) {
		const next = argv[index + 1];
		if (takesValue.test(word) && (next === undefined || /^-[-a-zA-Z]/.test(next))) {
			throw new UsageError(`${word} requires a value. See pgdeck --help.`);
		}
	}
}

/**
Splits the words of a command into its verb, names and connection. A URI is the connection, and so are key=value pairs,
except after a verb that takes names: an index may be called a=b.
@param naming verbs after which every word is a name
*/
export function wordsOf<Naming extends string>(
	input: readonly string[],
	others: readonly string[],
	naming: readonly Naming[],
): {verb: string; named: Naming | undefined; names: string[]; connection: string | undefined} {
	const verbs: readonly string[] = [...others, ...naming];
	const [verb = 'list', ...words] = verbs.includes(input[0] ?? '') ? input : ['list', ...input];
	const named = naming.find(word => word === verb);
	const isConnection = (word: string) =>
		/^postgres(ql)?:\/\//.test(word) || (named === undefined && word.includes('='));
	const connections = words.filter(isConnection);
	if (connections.length > 1)
		throw new UsageError('The command line has more than one connection. Give one.');
	return {verb, named, names: words.filter(word => !isConnection(word)), connection: connections[0]};
}

/** The connection of a verb that takes nothing else. */
export function onlyConnection(
	command: CommandName,
	words: readonly string[],
	connection: string | undefined,
): string | undefined {
	const [database, extra] = connection === undefined ? words : [connection, ...words];
	rejectExtra(command, extra);
	return database;
}

export function rejectExtra(command: CommandName, word: string | undefined): void {
	if (word !== undefined) throw new UsageError(`Unexpected argument "${word}". See ${helpOf(command)}.`);
}

const helpOf = (command: CommandName) => `pgdeck ${command === 'console' ? '' : `${command} `}--help`;
