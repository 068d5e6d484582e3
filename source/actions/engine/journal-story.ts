import {existsSync} from 'node:fs';
import {hostname} from 'node:os';
import type {JournalEntry, JournalEvent} from './journal.ts';

/** What became of one thing that was begun: its last word, or that it never said one. */
export type JournalStory = {
	readonly id: string;
	readonly begun: JournalEntry;
	readonly outcome: JournalEvent;
	readonly ended: JournalEntry | undefined;
};

/**
The entries of each unit put together, the oldest first. A unit that was started by a process that is gone, and never
ended, was interrupted.
@param alive whether a process of this host still runs
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
