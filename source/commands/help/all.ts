import {blockingHelp} from './blocking.ts';
import {checkHelp} from './check.ts';
import {consoleHelp} from './console.ts';
import {demoHelp} from './demo.ts';
import {diffHelp} from './diff.ts';
import {indexesHelp} from './indexes.ts';
import {journalHelp} from './journal.ts';
import {migrateHelp} from './migrate.ts';
import {optimizeHelp} from './optimize.ts';
import {recordHelp} from './record.ts';
import {replayHelp} from './replay.ts';
import {replicationHelp} from './replication.ts';
import {reportHelp} from './report.ts';
import {sessionsHelp} from './sessions.ts';
import {settingsHelp} from './settings.ts';
import {setupHelp} from './setup.ts';
import {snapshotHelp} from './snapshot.ts';
import {statementsHelp} from './statements.ts';
import {tablesHelp} from './tables.ts';
import {upkeepHelp} from './upkeep.ts';
import {vacuumHelp} from './vacuum.ts';

/** Help of each command; the first line is what meow shows as its description. */
export const helps = {
	console: consoleHelp,
	demo: demoHelp,
	snapshot: snapshotHelp,
	check: checkHelp,
	migrate: migrateHelp,
	setup: setupHelp,
	optimize: optimizeHelp,
	indexes: indexesHelp,
	tables: tablesHelp,
	vacuum: vacuumHelp,
	upkeep: upkeepHelp,
	sessions: sessionsHelp,
	blocking: blockingHelp,
	statements: statementsHelp,
	replication: replicationHelp,
	settings: settingsHelp,
	journal: journalHelp,
	record: recordHelp,
	replay: replayHelp,
	report: reportHelp,
	diff: diffHelp,
} as const;

export type CommandName = keyof typeof helps;

export const commandNames = Object.keys(helps) as readonly CommandName[];
