import {encodeSnapshot, type SectionId} from '../domain/snapshot/schema.ts';
import type {Settings} from '../settings/settings.ts';
import type {Connected} from './connect.ts';
import {takeSample} from './take-sample.ts';
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
