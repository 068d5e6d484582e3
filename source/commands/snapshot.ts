import {packSet} from '../migrations/directory.ts';
import {UsageError} from '../postgres/errors.ts';
import {emptySections} from '../sampler/merge.ts';
import {sampleOnce} from '../sampler/once.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {encodeSnapshot, type SectionId} from '../snapshot/schema.ts';
import {connect} from './connect.ts';
import {judgeOf} from './judge.ts';
import {topicsOf} from './topics.ts';
import type {Flags} from './usage.ts';

const panes = Object.keys(emptySections) as readonly SectionId[];

export async function snapshotCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [text, extra] = input;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck snapshot --help.`);
	const pane = flags.pane;
	if (pane !== undefined && !(panes as readonly string[]).includes(pane)) {
		throw new UsageError(`There is no pane "${pane}". Panes are ${panes.join(', ')}.`);
	}
	const chosen = pane === undefined ? panes : [pane as SectionId];
	return printSnapshot(resolveSettings(text, flags, process.env, packSet()), chosen, flags.json === true);
}

/** One sample on standard output: what the console prints too where there is no terminal. */
export async function printSnapshot(
	settings: Settings,
	chosen: readonly SectionId[] = panes,
	json = false,
): Promise<number> {
	const connected = await connect(settings, 'analytics');
	const {reader, session} = connected;
	try {
		const topics = topicsOf(settings, connected, true);
		const wanted = topics.filter(({id}) => chosen.includes(id));
		const snapshot = await sampleOnce(reader, session, wanted, {
			windowHours: settings.windowHours,
			judge: judgeOf(settings),
		});
		if (json) {
			process.stdout.write(`${JSON.stringify(encodeSnapshot(snapshot), null, '\t')}\n`);
		} else {
			const {snapshotText} = await import('./snapshot-text.ts');
			process.stdout.write(snapshotText(snapshot, chosen));
		}
		return 0;
	} finally {
		await reader.close();
	}
}
