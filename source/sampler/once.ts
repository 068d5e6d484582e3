import {findingsOf} from '../findings/findings.ts';
import type {Reader} from '../postgres/reader.ts';
import type {SectionId, Snapshot} from '../snapshot/schema.ts';
import {createLane} from './lane.ts';
import {emptySections} from './merge.ts';
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
	const lane = createLane(topics, reader);
	const afresh = new Set<SectionId>(topics.map(({id}) => id));
	const result = await lane.read({now, ...session, windowHours}, afresh, new Map(), emptySections);
	const sections = {...emptySections, ...result.sections};
	return {
		version: 1,
		takenAt: now,
		server: session.server,
		sections,
		findings: findingsOf(sections, now),
		cost: {queries: result.queries, tookMs: Math.round(result.tookMs * 10) / 10},
	};
}
