import path from 'node:path';
import {homeFolder} from './own-user.ts';

/**
The files that pgdeck reads and writes, by the XDG base directory specification. It never writes the configuration.
*/
export function paths(environment: NodeJS.ProcessEnv): {
	config: string;
	journal: string;
	seenSettings: string;
	acknowledged: string;
	recordings: string;
	indexes: string;
	tables: string;
} {
	const folder = (variable: string, fallback: string) =>
		path.join(environment[variable] || path.join(homeFolder(), fallback), 'pgdeck');
	const state = folder('XDG_STATE_HOME', '.local/state');
	return {
		config: path.join(folder('XDG_CONFIG_HOME', '.config'), 'config.json'),
		journal: path.join(state, 'journal.jsonl'),
		acknowledged: path.join(state, 'acknowledged.json'),
		recordings: path.join(state, 'recordings'),
		seenSettings: path.join(state, 'settings-seen.json'),
		indexes: path.join(state, 'indexes.sqlite'),
		tables: path.join(state, 'tables.sqlite'),
	};
}
