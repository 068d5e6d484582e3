import {encodeSnapshot, type SectionId} from '../domain/snapshot/schema.ts';
import {packSet} from '../migrations/set.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import type {CommandName} from './help.ts';
import {takeSample} from './sampling.ts';
import {snapshotText} from './text/snapshot.ts';
import {type Flags, rejectExtra} from './usage.ts';

/**
Prints one whole section on standard output, as text or as the JSON of a snapshot.
@returns the exit code
*/
export async function listSection(
	id: SectionId,
	connected: Connected,
	settings: Settings,
	flags: Flags,
): Promise<number> {
	const snapshot = await takeSample([id], connected, settings);
	if (flags.json) {
		const {sections} = encodeSnapshot(snapshot) as {sections: Record<SectionId, unknown>};
		process.stdout.write(`${JSON.stringify(sections[id], null, '\t')}\n`);
	} else {
		process.stdout.write(snapshotText(snapshot, [id], Number.POSITIVE_INFINITY));
	}
	return snapshot.sections[id].status === 'ok' ? 0 : 1;
}

/** A command that only prints one section, such as pgdeck statements [list] [connection]. */
export async function listCommand(
	id: Extract<CommandName, SectionId>,
	input: readonly string[],
	flags: Flags,
): Promise<number> {
	const [connection, extra] = input[0] === 'list' ? input.slice(1) : input;
	rejectExtra(id, extra);
	const settings = resolveSettings(connection, flags, process.env, packSet());
	// The analytics connection sets server parameters of its own, which would hide the values of the server.
	const purpose = id === 'settings' || id === 'blocking' ? 'sampling' : 'analytics';
	const connected = await connect(settings, purpose);
	try {
		return await listSection(id, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}
