import {encodeSnapshot, type SectionId} from '../domain/snapshot/schema.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {takeSample} from './sampling.ts';
import {snapshotText} from './text/snapshot.ts';
import type {Flags} from './usage.ts';

/**
One section to standard output, whole: as text, or as JSON in the form that a snapshot has it.
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

/** A command that prints one section and does nothing else: pgdeck statements [list] [connection]. */
export async function listCommand(id: SectionId, input: readonly string[], flags: Flags): Promise<number> {
	const [connection, extra] = input[0] === 'list' ? input.slice(1) : input;
	if (extra !== undefined) {
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck ${id} --help.`);
	}
	const settings = resolveSettings(connection, flags, process.env, packSet());
	// The other one sets more for itself, which would hide what the server has.
	const connected = await connect(settings, id === 'settings' ? 'sampling' : 'analytics');
	try {
		return await listSection(id, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}
