import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {runAction} from './run-action.ts';
import type {Flags} from './usage.ts';

/** Builds what a database lacks of the registry pack. */
export async function optimizeCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined) {
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck optimize --help.`);
	}
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		return await runAction({action: 'optimize'}, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}
