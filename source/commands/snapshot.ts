import {encodeSnapshot, type SectionId} from '../domain/snapshot/schema.ts';
import {sectionIds} from '../domain/snapshot/sections.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {connect} from './connect.ts';
import {takeSample} from './sampling.ts';
import {type Flags, rejectExtra} from './usage.ts';

export async function snapshotCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	rejectExtra('snapshot', extra);
	const pane = flags.pane;
	if (pane !== undefined && !(sectionIds as readonly string[]).includes(pane)) {
		throw new UsageError(`Unknown pane "${pane}". Give one of ${sectionIds.join(', ')}.`);
	}
	const chosen = pane === undefined ? sectionIds : [pane as SectionId];
	return printSnapshot(resolveSettings(text, flags, process.env, packSet()), chosen, flags.json === true);
}

/** Prints one sample. The console does the same when it has no terminal. */
export async function printSnapshot(
	settings: Settings,
	chosen: readonly SectionId[] = sectionIds,
	json = false,
): Promise<number> {
	const connected = await connect(settings, 'analytics');
	try {
		const snapshot = await takeSample(chosen, connected, settings);
		if (json) {
			process.stdout.write(`${JSON.stringify(encodeSnapshot(snapshot), null, '\t')}\n`);
		} else {
			const {snapshotText} = await import('./text/snapshot.ts');
			process.stdout.write(snapshotText(snapshot, chosen));
		}
		return 0;
	} finally {
		await connected.reader.close();
	}
}
