import {sampleOnce} from '../sampler/once.ts';
import type {Settings} from '../settings/settings.ts';
import {encodeSnapshot, type SectionId, type Snapshot} from '../snapshot/schema.ts';
import type {Connected} from './connect.ts';
import {judgeOf} from './judge.ts';
import {snapshotText} from './snapshot-text.ts';
import {topicsOf} from './topics.ts';
import type {Flags} from './usage.ts';

/** One sample of one section. */
export async function sampleSection(
	id: SectionId,
	connected: Connected,
	settings: Settings,
): Promise<Snapshot> {
	const {reader, session} = connected;
	const only = topicsOf(settings, connected, true).filter(topic => topic.id === id);
	return sampleOnce(reader, session, only, {windowHours: settings.windowHours, judge: judgeOf(settings)});
}

/**
One section to standard output, whole: as text, or as JSON in the form that a snapshot has it.
@returns the exit code
*/
export async function listSection(
	id: SectionId,
	connected: Connected,
	settings: Settings,
	flags: Flags,
): Promise<number> {
	const snapshot = await sampleSection(id, connected, settings);
	if (flags.json) {
		const {sections} = encodeSnapshot(snapshot) as {sections: Record<SectionId, unknown>};
		process.stdout.write(`${JSON.stringify(sections[id], null, '\t')}\n`);
	} else {
		process.stdout.write(snapshotText(snapshot, [id], Number.POSITIVE_INFINITY));
	}
	return snapshot.sections[id].status === 'ok' ? 0 : 1;
}
