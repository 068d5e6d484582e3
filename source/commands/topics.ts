import {packSet} from '../migrations/directory.ts';
import type {Topic} from '../sampler/engine/topic.ts';
import {createTopics} from '../sampler/topics.ts';
import {paths} from '../settings/paths.ts';
import {openSeenSettings} from '../settings/seen-settings.ts';
import type {Settings} from '../settings/settings.ts';
import type {Connected} from './connect.ts';
import {indexesOptions} from './indexes-options.ts';

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
