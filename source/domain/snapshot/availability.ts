import {shellWord} from '../../format/identifier.ts';
import {type PaneId, paneTable} from './panes.ts';
import type {Sections, ServerIdentity} from './schema.ts';
import type {SectionId} from './sections.ts';

/** Sections that need the registry pack. Requests and tenants may come from a mapped table instead. */
const packSections: readonly SectionId[] = ['registry', 'requests', 'tenants', 'upkeep', 'alerts', 'missing'];

/** Whether a section has nothing to show because the database has no registry pack. */
export function isBehindPack(id: SectionId, sections: Sections): boolean {
	if (sections.registry.status !== 'unsupported' || !packSections.includes(id)) return false;
	const {upkeep, alerts} = sections;
	if (id === 'upkeep' && upkeep.status === 'ok')
		return upkeep.value.tasks.every(({state}) => state !== 'due');
	if (id === 'alerts' && alerts.status === 'ok')
		return Object.values(alerts.value).every(({status}) => status === 'unsupported');
	return sections[id].status === 'unsupported';
}

/** Whether the database has nothing for a pane: tabs and keys leave it out, its name still leads to it. */
export function isIdlePane(pane: PaneId, sections: Sections): boolean {
	const own = paneTable[pane].sections;
	return (
		pane !== 'overview' &&
		own.length > 0 &&
		own.every(id => sections[id].status === 'unsupported' || isBehindPack(id, sections))
	);
}

/** The command that installs the registry pack in this database. */
export function packCommand({
	host,
	port,
	database,
}: Pick<ServerIdentity, 'host' | 'port' | 'database'>): string {
	return `pgdeck migrate up --pack -h ${shellWord(host)} -p ${port} -d ${shellWord(database)}`;
}
