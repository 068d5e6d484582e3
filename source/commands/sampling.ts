import type {SectionId, Snapshot} from '../domain/snapshot/schema.ts';
import {openAcknowledgements} from '../history/acknowledged.ts';
import {packSet} from '../migrations/set.ts';
import type {Judge} from '../sampler/engine/merge.ts';
import {sampleOnce} from '../sampler/engine/once.ts';
import type {Topic} from '../sampler/engine/topic.ts';
import type {IndexesOptions} from '../sampler/indexes/topic.ts';
import {createTopics} from '../sampler/topics.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {paths} from '../settings/paths.ts';
import {replicaConnection} from '../settings/replicas.ts';
import {openSeenSettings} from '../settings/seen-settings.ts';
import type {Settings} from '../settings/settings.ts';
import type {Connected} from './connect.ts';

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

/**
Every section's topic, as the settings have it, with what this host remembers of servers.
@param patient waits for what other servers say: a command asks but once
*/
export function topicsOf(
	settings: Settings,
	{connection, migrations}: Pick<Connected, 'connection' | 'migrations'>,
	patient: boolean,
): readonly Topic[] {
	return createTopics({
		requests: settings.requests,
		migrations,
		pack: packSet(),
		seenSettings: openSeenSettings(paths(process.env).seenSettings),
		indexes: indexesOptions(settings, connection, patient),
		tablesFile: settings.tablesFile,
	});
}

/**
What the verdicts on indexes stand on beside this server.
@param patient waits for all of it: a command asks but once
*/
export function indexesOptions(
	{indexesFile, replicas, unusedDays}: Settings,
	connection: ConnectionSettings,
	patient: boolean,
): IndexesOptions {
	return {
		file: indexesFile,
		connection,
		replicas: replicas.map(text => replicaConnection(text, connection)),
		wantedDays: unusedDays,
		patient,
	};
}

/** By what findings are judged: the thresholds of the configuration, and what is acknowledged on this host. */
export function judgeOf({thresholds, acknowledgedFile}: Settings) {
	return {thresholds, acknowledgements: openAcknowledgements(acknowledgedFile)} satisfies Judge;
}
