import {existsSync} from 'node:fs';
import {hostname} from 'node:os';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {describeError} from '../../postgres/server-error.ts';
import type {JournalEntry, JournalEvent} from './journal.ts';

/** A unit from its start to its last entry. */
export type JournalStory = {
	readonly id: string;
	readonly begun: JournalEntry;
	readonly outcome: JournalEvent;
	readonly ended: JournalEntry | undefined;
};

/**
Groups the entries of each unit, the oldest first. A unit without an end whose process no longer exists was interrupted.
@param alive whether a process of this host still exists
*/
export function stories(
	entries: readonly JournalEntry[],
	alive: (process: number) => boolean,
): JournalStory[] {
	const byId = new Map<string, JournalEntry[]>();
	for (const entry of entries) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
	return [...byId.values()].flatMap(group => {
		const [begun] = group;
		const last = group.at(-1);
		if (!begun || !last) return [];
		const open = last.event === 'started';
		const outcome =
			open && !(begun.who.host === hostname() && alive(begun.who.process)) ? 'interrupted' : last.event;
		return [{id: begun.id, begun, outcome, ended: open ? undefined : last}];
	});
}

export function isAlive(process: number): boolean {
	return existsSync(`/proc/${process}`) || canSignal(process);
}

function canSignal(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** The same cluster by its system identifier; if it is unknown, the same address. */
export function sameDatabase(entry: JournalEntry, server: ServerIdentity): boolean {
	const known = entry.server.systemIdentifier !== null && server.systemIdentifier !== null;
	const sameServer = known
		? entry.server.systemIdentifier === server.systemIdentifier
		: entry.server.host === server.host && entry.server.port === server.port;
	return sameServer && entry.server.database === server.database;
}

/** How the unit ended, in one or two words. */
export function outcomeWords({outcome, ended}: JournalStory): string {
	if (outcome === 'started') return 'running';
	return outcome === 'interrupted' && !ended ? 'no end' : outcome;
}

/** The same with what is known about the process that started it. */
export function outcomeSentence(story: JournalStory): string {
	if (story.outcome !== 'interrupted' || story.ended) return outcomeWords(story);
	const {host} = story.begun.who;
	return `no end recorded (${host === hostname() ? 'process gone' : `begun on ${host}`})`;
}

/** The recorded result in full, for example an index left INVALID with the command to restore it. */
export function outcomeNote({ended}: JournalStory): string | undefined {
	return ended?.result ?? (ended?.error && describeError(ended.error));
}
