import {homedir} from 'node:os';
import {expect, it} from 'vitest';
import {paths} from '../../source/settings/paths.ts';

it.each([
	[
		'the home folder by default',
		{},
		`${homedir()}/.config/pgdeck/config.json`,
		`${homedir()}/.local/state/pgdeck/journal.jsonl`,
	],
	[
		'the XDG folders where they are set',
		{XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'},
		'/c/pgdeck/config.json',
		'/s/pgdeck/journal.jsonl',
	],
	[
		'the home folder where they are empty, as the specification says',
		{XDG_CONFIG_HOME: '', XDG_STATE_HOME: ''},
		`${homedir()}/.config/pgdeck/config.json`,
		`${homedir()}/.local/state/pgdeck/journal.jsonl`,
	],
])('%s', (_what, environment, config, journal) => {
	const acknowledged = journal.replace('journal.jsonl', 'acknowledged.json');
	const recordings = journal.replace('journal.jsonl', 'recordings');
	const seenSettings = journal.replace('journal.jsonl', 'settings-seen.json');
	const indexes = journal.replace('journal.jsonl', 'indexes.sqlite');
	const tables = journal.replace('journal.jsonl', 'tables.sqlite');
	const found = {config, journal, acknowledged, recordings, seenSettings, indexes, tables};
	expect(paths(environment)).toEqual(found);
});
