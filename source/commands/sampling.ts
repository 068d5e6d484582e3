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
Takes one sample for a command, waiting for the answers of other nodes.
@param ratesOverMs reads the vital signs again after this time, to compute rates
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
The topics of every section by the configuration, with the evidence files of this host.
@param patient waits for the answers of other nodes, because a command samples once
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
Where the evidence for index verdicts comes from beside this server.
@param patient waits for all of it, because a command samples once
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

/** Inputs to the finding rules: thresholds of the configuration and acknowledgements of this host. */
export function judgeOf({thresholds, acknowledgedFile}: Settings) {
	return {thresholds, acknowledgements: openAcknowledgements(acknowledgedFile)} satisfies Judge;
}
