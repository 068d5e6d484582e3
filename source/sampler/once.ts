import type {Reader} from '../postgres/reader.ts';
import type {SectionId, Sections, Snapshot} from '../snapshot/schema.ts';
import {pending} from '../snapshot/section.ts';
import {createLane} from './lane.ts';
import type {Session} from './session.ts';
import type {Topic} from './topic.ts';

/** One sample of the given topics, over one connection, without history: there are no rates in it. */
export async function sampleOnce(
	reader: Reader,
	session: Session,
	topics: readonly Topic[],
	windowHours: number,
	now = new Date(),
): Promise<Snapshot> {
	const none = Object.fromEntries(
		['health', 'registry', 'requests', 'tenants', 'indexes', 'tables', 'migrations'].map(id => [id, pending]),
	) as unknown as Sections;
	const lane = createLane(topics, reader);
	const afresh = new Set<SectionId>(topics.map(({id}) => id));
	const result = await lane.read({now, ...session, windowHours}, afresh, new Map(), none);
	return {
		version: 1,
		takenAt: now,
		server: session.server,
		sections: {...none, ...result.sections},
		cost: {queries: result.queries, tookMs: Math.round(result.tookMs * 10) / 10},
	};
}
