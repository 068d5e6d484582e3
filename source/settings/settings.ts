import {directorySet, type MigrationSet} from '../migrations/set.ts';
import type {RequestMappingConfig} from '../queries/requests/request-mapping.ts';
import {parseInterval, readConfig} from './config.ts';
import {type ConnectionSettings, connectionSettings} from './connection.ts';
import {paths} from './paths.ts';
import {defaultThresholds, type Thresholds} from './thresholds.ts';

/** Flags of every command, as the command line gives them. */
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

/** The effective settings: flags, then environment, then file, then defaults. */
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
	/** The chosen migrations; undefined lets the database decide: the pack if it is a registry. */
	readonly migrations: MigrationSet | undefined;
	readonly journalFile: string;
	readonly acknowledgedFile: string;
	/** The directory of recordings begun in the console. */
	readonly recordingsFolder: string;
	/** The evidence on indexes; undefined keeps none. */
	readonly indexesFile: string | undefined;
	/** The history of table sizes; undefined keeps none. */
	readonly tablesFile: string | undefined;
	/** Connections to the other nodes of the cluster; empty uses those in pg_stat_replication. */
	readonly replicas: readonly string[];
	/** Days without a scan after which an index may be called unused. */
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
