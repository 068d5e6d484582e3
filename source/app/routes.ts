import type {PaneId} from './state.ts';

/** The panes as tabs and palette name them, in the order of their keys. */
export const paneTitles: Readonly<Record<PaneId, string>> = {
	overview: 'Overview',
	health: 'Health',
	requests: 'Requests',
	tenants: 'Tenants',
	indexes: 'Indexes',
	tables: 'Tables',
	migrations: 'Migrations',
	upkeep: 'Upkeep',
	journal: 'Journal',
};

/** For tabs on 80 columns. */
export const paneShort: Readonly<Partial<Record<PaneId, string>>> = {
	overview: 'All',
	requests: 'Reqs',
	migrations: 'Migr',
};

export const paneKeys: Readonly<Record<PaneId, string>> = {
	overview: '0',
	health: '1',
	requests: '2',
	tenants: '3',
	indexes: '4',
	tables: '5',
	migrations: '6',
	upkeep: '7',
	journal: 'l',
};
