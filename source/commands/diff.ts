import {dateTime, duration} from '../format/quantities.ts';
import {packSet} from '../migrations/directory.ts';
import {UsageError} from '../postgres/errors.ts';
import {comparedParts} from '../recording/change.ts';
import {type Comparison, compareSides, type Side} from '../recording/changes.ts';
import {openRecording, type Recording} from '../recording/recording.ts';
import {sameServer} from '../recording/same-server.ts';
import {resolveSettings} from '../settings/settings.ts';
import {type Section, shownValue} from '../snapshot/section.ts';
import {sanitise} from '../terminal/sanitise.ts';
import {connect} from './connect.ts';
import {isFile} from './recording-file.ts';
import {stillTable} from './still-table.ts';
import {takeSample} from './take-sample.ts';
import type {Flags} from './usage.ts';

/** What changed between the moments of a recording, two recordings, or a recording and now. */
export async function diffCommand(input: readonly string[], flags: Flags): Promise<number> {
	const [file, other, extra] = input;
	if (extra !== undefined)
		throw new UsageError(`"${extra}" is one argument too many. See pgdeck diff --help.`);
	if (file === undefined || file === '')
		throw new UsageError('pgdeck diff wants a recording: pgdeck diff FILE [FILE|connection].');
	const named = [flags.host, flags.port, flags.user, flags.dbname].some(flag => flag !== undefined);
	const recording = openRecording(file);
	try {
		const last = lastOf(recording);
		if (other === undefined && !named) return tell(firstOf(recording), last, flags);
		if (!isFile(other)) return tell(last, await present(other, flags), flags);
		const second = openRecording(other);
		try {
			return tell(last, lastOf(second), flags);
		} finally {
			second.close();
		}
	} finally {
		recording.close();
	}
}

function tell(before: Side, after: Side, flags: Flags): number {
	const comparison = compareSides(before, after);
	process.stdout.write(flags.json ? jsonOf(before, after, comparison) : diffText(before, after, comparison));
	return 0;
}

function lastOf(recording: Recording): Side {
	const live = recording.at(Number.POSITIVE_INFINITY);
	if (!live) throw new Error('A recording has a last moment.');
	const sections = live.snapshot.sections as Readonly<Record<string, Section<unknown>>>;
	return {at: live.snapshot.takenAt, server: live.snapshot.server, section: id => sections[id]};
}

/** The beginning: each section as it was first known, since not all of them are read at once. */
function firstOf(recording: Recording): Side {
	const [first = 0] = recording.times();
	const live = recording.at(first);
	if (!live) throw new Error('A recording has a first moment.');
	const known = new Map<string, Section<unknown>>();
	for (const moment of recording.walk()) {
		let missing = false;
		for (const id of Object.keys(live.snapshot.sections)) {
			if (known.has(id)) continue;
			const section = moment.section(id);
			if (section && shownValue(section)) known.set(id, section);
			else missing = true;
		}
		if (!missing) break;
	}
	const sections = live.snapshot.sections as Readonly<Record<string, Section<unknown>>>;
	return {
		at: live.snapshot.takenAt,
		server: live.snapshot.server,
		section: id => known.get(id) ?? sections[id],
	};
}

async function present(text: string | undefined, flags: Flags): Promise<Side> {
	const settings = resolveSettings(text, flags, process.env, packSet());
	const connected = await connect(settings, 'analytics');
	try {
		const snapshot = await takeSample(
			['health', ...comparedParts.filter(part => part !== 'server')],
			connected,
			settings,
		);
		const sections = snapshot.sections as Readonly<Record<string, Section<unknown>>>;
		return {at: snapshot.takenAt, server: snapshot.server, section: id => sections[id]};
	} finally {
		await connected.reader.close();
	}
}

function jsonOf(before: Side, after: Side, comparison: Comparison): string {
	const side = ({at, server}: Side) => ({at: at.toISOString(), server: placeOf(server)});
	return `${JSON.stringify({before: side(before), after: side(after), ...comparison}, null, '\t')}\n`;
}

function placeOf({database, host, port}: Side['server']): string {
	return sanitise(`${database} on ${host}:${port}`);
}

export function diffText(before: Side, after: Side, {changes, unknown}: Comparison): string {
	const [from, to] = [before, after].map(({server}) => placeOf(server));
	const head = sameServer(before.server, after.server)
		? `${to}: ${dateTime(before.at)} to ${dateTime(after.at)} (${duration(after.at.getTime() - before.at.getTime())})`
		: `${from}, ${dateTime(before.at)}, and another server: ${to}, ${dateTime(after.at)}`;
	const blocks = comparedParts.map(part => {
		const reason = unknown.find(item => item.part === part)?.reason;
		const rows = changes
			.filter(change => change.part === part)
			.map(({kind, name, before: was, after: is}) => ({
				what: kind,
				name: sanitise(name),
				before: sanitise(was ?? '-'),
				after: sanitise(is ?? '-'),
			}));
		const told = rows.length > 0 ? [stillTable(rows)] : reason === undefined ? ['  nothing has changed'] : [];
		const body = [...told, ...(reason === undefined ? [] : [`  n/a: ${sanitise(reason)}`])].join('\n');
		return `${part.toUpperCase()}\n${body}`;
	});
	return `${[head, ...blocks].join('\n\n')}\n`;
}
