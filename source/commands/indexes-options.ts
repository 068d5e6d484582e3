import type {IndexesOptions} from '../sampler/indexes/topic.ts';
import type {ConnectionSettings} from '../settings/connection.ts';
import {replicaConnection} from '../settings/replicas.ts';
import type {Settings} from '../settings/settings.ts';

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
