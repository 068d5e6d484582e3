import {packSet} from '../migrations/set.ts';
import {resolveSettings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {runAction} from './run-action.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Builds the objects of the registry pack that a database is missing. */
export async function optimizeCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	rejectExtra('optimize', extra);
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		return await runAction({action: 'optimize'}, connected, settings, flags);
	} finally {
		await connected.reader.close();
	}
}
