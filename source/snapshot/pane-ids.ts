/** The panes in the order of their tabs. */
export const paneIds = [
	'overview',
	'health',
	'requests',
	'tenants',
	'indexes',
	'tables',
	'migrations',
	'upkeep',
	'sessions',
	'blocking',
	'locks',
	'statements',
	'waits',
	'replication',
	'progress',
	'databases',
	'settings',
	'vacuum',
	'findings',
	'journal',
] as const;
export type PaneId = (typeof paneIds)[number];
