import {encodeSnapshot} from '../domain/snapshot/schema.ts';
import {absenceText} from '../domain/snapshot/section.ts';
import {sentence} from '../format/coded.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError, UserError} from '../postgres/errors.ts';
import {resolveSettings, type Settings} from '../settings/settings.ts';
import {type Connected, connect} from './connect.ts';
import {runAction} from './run-action.ts';
import {takeSample} from './sampling.ts';
import {snapshotText} from './text/snapshot.ts';
import type {Flags} from './usage.ts';

const verbs = ['status', 'plan', 'up', 'down'] as const;

export async function migrateCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [verb = 'status', text, extra] = input;
	if (!(verbs as readonly string[]).includes(verb) || extra !== undefined) {
		throw new UsageError(
			`Unexpected argument "${extra ?? verb}". pgdeck migrate takes one of ${verbs.join(', ')} and a connection. See pgdeck migrate --help.`,
		);
	}
	if (flags.dir !== undefined && flags.pack)
		throw new UsageError('--dir and --pack are both given. Give one.');
	if (flags.to !== undefined && !/^\d+$/.test(flags.to)) {
		throw new UsageError(
			`--to "${flags.to}" is not a version. Give the digits that a migration file's name begins with.`,
		);
	}
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings);
	try {
		if (verb === 'status') return await status(connected, settings, flags);
		if (verb === 'down') {
			const to = flags.to;
			return await runAction(
				{action: 'roll-back-migration', ...(to === undefined ? {} : {to})},
				connected,
				settings,
				flags,
			);
		}
		const which = flags.to === undefined ? 'all' : {upTo: flags.to};
		const dry = verb === 'plan' ? {...flags, dryRun: true} : flags;
		return await runAction({action: 'apply-migrations', which}, connected, settings, dry);
	} finally {
		await connected.reader.close();
	}
}

async function status(connected: Connected, settings: Settings, flags: Flags): Promise<number> {
	const snapshot = await takeSample(['migrations'], connected, settings);
	const section = snapshot.sections.migrations;
	if (section.status === 'unsupported') throw new UserError(sentence(absenceText(section)));
	if (flags.json) {
		const {sections} = encodeSnapshot(snapshot) as {sections: {migrations: unknown}};
		process.stdout.write(`${JSON.stringify(sections.migrations, null, '\t')}\n`);
	} else {
		process.stdout.write(snapshotText(snapshot, ['migrations']));
	}
	if (section.status === 'denied') return 3;
	return section.status === 'ok' ? 0 : 1;
}
