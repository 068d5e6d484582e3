import type {SectionId} from './sections.ts';

export type PaneFacts = {
	readonly title: string;
	/** For tabs on a narrow screen. */
	readonly short?: string;
	readonly keys: readonly [string, ...string[]];
	/** The sections drawn on it, read as often as their cost allows while it is on screen; its main topic comes first. */
	readonly sections: readonly SectionId[];
};

/**
The light half of every pane, in the order of the tabs: findings name them, keys lead to them, and the sampler reads
their sections. The heavy half is in panes/<topic>/definition.ts.
*/
const table = {
	overview: {
		title: 'Overview',
		short: 'All',
		keys: ['0'],
		sections: ['health', 'registry', 'requests', 'tenants', 'indexes', 'tables'],
	},
	health: {title: 'Health', keys: ['1'], sections: ['health', 'registry']},
	requests: {title: 'Requests', short: 'Reqs', keys: ['2'], sections: ['requests']},
	tenants: {title: 'Tenants', keys: ['3'], sections: ['tenants']},
	indexes: {title: 'Indexes', keys: ['4'], sections: ['indexes']},
	tables: {title: 'Tables', keys: ['5'], sections: ['tables']},
	migrations: {title: 'Migrations', short: 'Migr', keys: ['6', 'm'], sections: ['migrations', 'missing']},
	upkeep: {title: 'Upkeep', keys: ['7'], sections: ['upkeep']},
	sessions: {title: 'Sessions', short: 'Sess', keys: ['8'], sections: ['sessions', 'blocking']},
	blocking: {title: 'Blocking', short: 'Block', keys: ['9'], sections: ['blocking']},
	locks: {title: 'Locks', keys: ['L'], sections: ['locks']},
	statements: {title: 'Statements', short: 'Stmts', keys: ['S'], sections: ['statements']},
	waits: {title: 'Waits', keys: ['W'], sections: ['waits']},
	replication: {title: 'Replication', short: 'Repl', keys: ['N'], sections: ['replication']},
	progress: {title: 'Progress', short: 'Prog', keys: ['P'], sections: ['progress']},
	databases: {title: 'Databases', short: 'DBs', keys: ['d'], sections: ['databases']},
	settings: {title: 'Settings', short: 'Set', keys: ['T'], sections: ['settings']},
	changes: {
		title: 'Changes',
		short: 'Chg',
		keys: ['c'],
		sections: ['health', 'settings', 'indexes', 'tables', 'statements', 'plans'],
	},
	vacuum: {title: 'Vacuum', keys: ['V'], sections: ['vacuum']},
	findings: {title: 'Findings', short: 'Find', keys: ['!'], sections: []},
	journal: {title: 'Journal', keys: ['l'], sections: []},
} as const satisfies Readonly<Record<string, PaneFacts>>;

export type PaneId = keyof typeof table;
export const paneTable: Readonly<Record<PaneId, PaneFacts>> = table;
export const paneIds = Object.keys(table) as [PaneId, ...PaneId[]];
