import {type Side, sideOf} from '../domain/snapshot/side.ts';
import {dateTime, duration} from '../format/quantities.ts';
import {packSet} from '../migrations/set.ts';
import {UsageError} from '../postgres/errors.ts';
import {comparedParts} from '../recording/change.ts';
import {type Comparison, compareSides} from '../recording/changes.ts';
import {openRecording} from '../recording/recording.ts';
import {sameServer} from '../recording/same-server.ts';
import {comparedSections, firstOf, lastOf} from '../recording/sides.ts';
import {resolveSettings} from '../settings/settings.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {connect} from './connect.ts';
import {isRecording} from './files.ts';
import {takeSample} from './sampling.ts';
import {stillTable} from './text/still-table.ts';
import {type Flags, rejectExtra} from './usage.ts';

/** Prints the changes within a recording, between two recordings, or from a recording to the server's current state. */
export async function diffCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [file, other, extra] = input;
	rejectExtra('diff', extra);
	if (file === undefined || file === '')
		throw new UsageError('No recording is named. Give one: pgdeck diff FILE [FILE|connection]');
	const named = [flags.host, flags.port, flags.user, flags.dbname].some(flag => flag !== undefined);
	const recording = openRecording(file);
	try {
		const last = lastOf(recording);
		if (other === undefined && !named) return print(firstOf(recording), last, flags);
		if (!isRecording(other)) return print(last, await current(other, flags), flags);
		const second = openRecording(other);
		try {
			return print(last, lastOf(second), flags);
		} finally {
			second.close();
		}
	} finally {
		recording.close();
	}
}

function print(before: Side, after: Side, flags: Flags): number {
	const comparison = compareSides(before, after);
	process.stdout.write(flags.json ? jsonOf(before, after, comparison) : diffText(before, after, comparison));
	return 0;
}

async function current(text: string | undefined, flags: Flags): Promise<Side> {
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		return sideOf(await takeSample(comparedSections, connected, settings));
	} finally {
		await connected.reader.close();
	}
}

function jsonOf(before: Side, after: Side, comparison: Comparison): string {
	const side = ({at, server}: Side) => ({at: at.toISOString(), server: placeOf(server)});
	return `${JSON.stringify({before: side(before), after: side(after), ...comparison}, null, '\t')}\n`;
}

function placeOf({database, host, port}: Side['server']): string {
	return sanitize(`${database} on ${host}:${port}`);
}

export function diffText(before: Side, after: Side, {changes, unknown}: Comparison): string {
	const [from, to] = [before, after].map(({server}) => placeOf(server));
	const head = sameServer(before.server, after.server)
		? `${to}: ${dateTime(before.at)} to ${dateTime(after.at)} (${duration(after.at.getTime() - before.at.getTime())})`
		: `${from}, ${dateTime(before.at)}, compared with another server: ${to}, ${dateTime(after.at)}`;
	const blocks = comparedParts.map(part => {
		const reason = unknown.find(item => item.part === part)?.reason;
		const rows = changes
			.filter(change => change.part === part)
			.map(({kind, name, before: was, after: is}) => ({
				change: kind,
				name: sanitize(name),
				before: sanitize(was ?? '-'),
				after: sanitize(is ?? '-'),
			}));
		const shown = rows.length > 0 ? [stillTable(rows)] : reason === undefined ? ['  no changes'] : [];
		const body = [...shown, ...(reason === undefined ? [] : [`  n/a: ${sanitize(reason)}`])].join('\n');
		return `${part.toUpperCase()}\n${body}`;
	});
	return `${[head, ...blocks].join('\n\n')}\n`;
}
