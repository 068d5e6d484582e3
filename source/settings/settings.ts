import {directorySet, type MigrationSet} from '../migrations/set.ts';
import type {RequestMappingConfig} from '../queries/requests/request-mapping.ts';
import {parseInterval, readConfig} from './config.ts';
import {type ConnectionSettings, connectionSettings} from './connection.ts';
import {paths} from './paths.ts';
import {defaultThresholds, type Thresholds} from './thresholds.ts';

/** Flags that every command understands, as the command line gave them. */
type CommonFlags = {
	host?: string | undefined;
	port?: string | undefined;
	user?: string | undefined;
	dbname?: string | undefined;
	config?: string | undefined;
	interval?: string | undefined;
	readOnly?: boolean | undefined;
	color?: boolean | undefined;
	ascii?: boolean | undefined;
	dir?: string | undefined;
	pack?: boolean | undefined;
};

/** Everything decided: flags before environment before file before defaults. */
export type Settings = {
	readonly connection: ConnectionSettings;
	readonly readOnly: boolean;
	readonly intervalMs: number;
	readonly windowHours: number;
	readonly color: boolean;
	readonly ascii: boolean;
	readonly productionPatterns: readonly string[];
	readonly thresholds: Thresholds;
	readonly requests: RequestMappingConfig | undefined;
	/** What was chosen; undefined leaves it to the database: the pack where that is a registry. */
	readonly migrations: MigrationSet | undefined;
	readonly journalFile: string;
	readonly acknowledgedFile: string;
	/** Where recordings go that are begun in the console. */
	readonly recordingsFolder: string;
	/** What was seen of indexes; undefined keeps nothing. */
	readonly indexesFile: string | undefined;
	/** How large tables were on other days; undefined keeps nothing. */
	readonly tablesFile: string | undefined;
	/** Connections to the other servers of the cluster; empty leaves it to what replication tells of. */
	readonly replicas: readonly string[];
	/** Days without use after which an index may be called unused. */
	readonly unusedDays: number | undefined;
};

export function resolveSettings(
	connectionText: string | undefined,
	flags: CommonFlags,
	environment: NodeJS.ProcessEnv,
	pack: MigrationSet,
): Settings {
	const places = paths(environment);
	const config = readConfig(flags.config ?? places.config, flags.config !== undefined);
	const directory = flags.dir ?? config.migrations?.directory;
	return {
		connection: connectionSettings(connectionText, flags, environment),
		readOnly: flags.readOnly ?? config.readOnly ?? false,
		intervalMs:
			flags.interval === undefined ? (config.intervalSeconds ?? 2) * 1000 : parseInterval(flags.interval),
		windowHours: config.windowHours ?? 1,
		color: flags.color ?? config.color ?? true,
		ascii: flags.ascii ?? config.ascii ?? false,
		productionPatterns: config.production ?? ['prod', 'production'],
		thresholds: config.findings ?? defaultThresholds,
		requests: config.requests,
		migrations: flags.pack ? pack : directory === undefined ? undefined : directorySet(directory),
		journalFile: places.journal,
		acknowledgedFile: places.acknowledged,
		recordingsFolder: places.recordings,
		indexesFile: places.indexes,
		tablesFile: places.tables,
		replicas: config.replicas ?? [],
		unusedDays: config.unusedDays,
	};
}
