import type {SectionId} from '../domain/snapshot/schema.ts';
import {packSet} from '../migrations/directory.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {listSection} from './list-section.ts';
import type {Flags} from './usage.ts';

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
