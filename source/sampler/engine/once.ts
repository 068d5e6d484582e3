import {setTimeout as wait} from 'node:timers/promises';
import type {SectionId, Snapshot} from '../../domain/snapshot/schema.ts';
import {emptySections} from '../../domain/snapshot/sections.ts';
import {findingsOf} from '../../findings/findings.ts';
import type {Reader} from '../../postgres/reader.ts';
import {createLane} from './lane.ts';
import type {Judge} from './merge.ts';
import type {Session} from './session.ts';
import type {Topic} from './topic.ts';

type OnceOptions = {
	readonly windowHours: number;
	readonly judge: Judge;
	/** Milliseconds until the vital signs are read a second time, for rates. Without it there are no rates. */
	readonly ratesOverMs?: number;
	readonly now?: Date;
};

/** One sample of the given topics over one connection, without history. */
export async function sampleOnce(
	reader: Reader,
	session: Session,
	topics: readonly Topic[],
	{windowHours, judge, ratesOverMs, now = new Date()}: OnceOptions,
): Promise<Snapshot> {
	const lane = createLane(topics, reader);
	const afresh = new Set<SectionId>(topics.map(({id}) => id));
	const first = await lane.read({now, ...session, windowHours, once: true}, afresh, new Map(), emptySections);
	let sections = {...emptySections, ...first.sections};
	let {queries, tookMs} = first;
	if (ratesOverMs !== undefined) {
		await wait(ratesOverMs);
		const others = new Map(topics.filter(({id}) => id !== 'health').map(({id}) => [id, Infinity]));
		const later = {now: new Date(now.getTime() + ratesOverMs), ...session, windowHours};
		const second = await lane.read(later, new Set(), others, sections);
		sections = {...sections, ...second.sections};
		queries += second.queries;
		tookMs += second.tookMs;
	}
	await Promise.all(topics.map(topic => topic.close?.()));
	return {
		version: 2,
		takenAt: now,
		server: session.server,
		sections,
		findings: findingsOf(sections, now, {
			thresholds: judge.thresholds,
			role: session.server.quotedUser,
			minutes: [],
			before: [],
			acknowledged: id => judge.acknowledgements?.find(session.server, id, now),
			acknowledgedUnknown: judge.acknowledgements?.problem(),
		}),
		cost: {queries, tookMs: Math.round(tookMs * 10) / 10},
	};
}
