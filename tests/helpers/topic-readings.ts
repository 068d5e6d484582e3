import type {SectionId, Sections} from '../../source/domain/snapshot/schema.ts';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import type {Reader} from '../../source/postgres/reader.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic, type Topic} from '../../source/sampler/engine/topic.ts';

type ValueOf<Id extends SectionId> = Extract<Sections[Id], {status: 'ok'}>['value'];

/** One topic of one reader, read again and again as the sampler does: what it remembers stays. */
export function readingsOf<Id extends SectionId>(topic: Topic<Id>, reader: Reader, shown = true) {
	let readings = 0;
	const read = async (): Promise<Sections[Id]> => {
		const session = await openSession(reader, {host: 'h', port: 1, service: null, productionPatterns: []});
		const context = {
			...session,
			reader: reader.metered(),
			apart: reader.metered(),
			// Far enough apart to read every topic with its own pace again.
			now: new Date(Date.now() + readings++ * 3_600_000),
			windowHours: 1,
			afresh: readings === 1,
			shown,
		};
		return (await readTopic(topic, context, emptySections[topic.id] as never)) as Sections[Id];
	};
	return {
		read,
		async value(): Promise<ValueOf<Id>> {
			const section = await read();
			if (section.status !== 'ok') throw new Error(JSON.stringify(section));
			return section.value as ValueOf<Id>;
		},
	};
}
