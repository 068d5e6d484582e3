import type {SectionId, Snapshot} from '../domain/snapshot/schema.ts';
import {sampleOnce} from '../sampler/engine/once.ts';
import type {Settings} from '../settings/settings.ts';
import type {Connected} from './connect.ts';
import {judgeOf} from './judge.ts';
import {topicsOf} from './topics.ts';

/**
One sample for a command: it waits for what other servers say, since it asks but once.
@param ratesOverMs reads the vital signs a second time after so long, for the rates between the two
*/
export function takeSample(
	sections: readonly SectionId[],
	connected: Connected,
	settings: Settings,
	ratesOverMs?: number,
): Promise<Snapshot> {
	const topics = topicsOf(settings, connected, true).filter(({id}) => sections.includes(id));
	const {windowHours} = settings;
	const rates = ratesOverMs === undefined ? {} : {ratesOverMs};
	return sampleOnce(connected.reader, connected.session, topics, {
		windowHours,
		judge: judgeOf(settings),
		...rates,
	});
}
