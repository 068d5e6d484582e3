import {packSet} from '../migrations/directory.ts';
import {UsageError} from '../postgres/errors.ts';
import {sampleOnce} from '../sampler/once.ts';
import {createTopics} from '../sampler/topics/all.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {encodeSnapshot} from '../snapshot/schema.ts';
import {type Connected, connect} from './connect.ts';
import {snapshotText} from './snapshot-text.ts';
import type {Flags} from './usage.ts';

export async function upkeepCommand(input: readonly string[], flags: Flags): Promise<number> {
	const asked = understand(input);
	const settings = resolveSettings(asked.connection, flags, process.env, packSet());
	// What is due by a policy may have to be counted.
	const connected = await connect(settings, 'analytics');
	try {
		return await list(connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}

export function understand(input: readonly string[]): {verb: 'list'; connection: string | undefined} {
	const words = input[0] === 'list' ? input.slice(1) : input;
	const [connection, extra] = words;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck upkeep --help.`);
	return {verb: 'list', connection};
}

async function list({reader, session}: Connected, settings: Settings, flags: Flags): Promise<number> {
	const topics = createTopics({requests: undefined, migrations: undefined, pack: packSet()});
	const only = topics.filter(({id}) => id === 'upkeep');
	const snapshot = await sampleOnce(reader, session, only, settings.windowHours);
	if (flags.json) {
		const {sections} = encodeSnapshot(snapshot) as {sections: {upkeep: unknown}};
		process.stdout.write(`${JSON.stringify(sections.upkeep, null, '\t')}\n`);
	} else {
		process.stdout.write(snapshotText(snapshot, ['upkeep'], Number.POSITIVE_INFINITY));
	}
	return snapshot.sections.upkeep.status === 'ok' ? 0 : 1;
}
