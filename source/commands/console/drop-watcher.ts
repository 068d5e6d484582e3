import type {JournalEntry} from '../../actions/engine/journal.ts';
import {
	type RecentDrop,
	recentDrops,
	type WatchedDrop,
	watchForMs,
} from '../../actions/indexes/drop-watch.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {UserError} from '../../postgres/errors.ts';
import type {Reader} from '../../postgres/reader.ts';
import {
	type LatencyAround,
	readLatencyAround,
	readTableScans,
	type TableScans,
} from '../../queries/indexes/drop-watch.ts';
import type {RequestSource} from '../../queries/requests/request-source.ts';

export type DropWatcher = {
	/** Looks into the journal: after each run, and once at the start, where an earlier console has left something. */
	look(): void;
	watched(): WatchedDrop | undefined;
	/** Ends it, and waits for a question that is under way. */
	stop(): Promise<void>;
};

type Parts = {
	reader: Reader;
	entries(): readonly JournalEntry[];
	server(): ServerIdentity;
	/** Where requests are read from, if there is something. */
	source(): Promise<RequestSource | undefined>;
	everyMs?: number;
};

/** The p95 sorts the requests of half an hour: not at each look. */
const latencyEvery = 6;

/** Looks after a drop at the table's sequential scans and at the p95 of requests, for a quarter of an hour. */
export function createDropWatcher({reader, entries, server, source, everyMs = 5000}: Parts): DropWatcher {
	let drops: readonly RecentDrop[] = [];
	let first: TableScans | undefined;
	let last: TableScans | undefined;
	let latency: LatencyAround | undefined;
	let looks = 0;
	let timer: NodeJS.Timeout | undefined;
	let asking: Promise<void> = Promise.resolve();
	let stopped = false;

	/** A journal that can't be read is told where it is looked at: here it has no drop. */
	function known(): readonly JournalEntry[] {
		try {
			return entries();
		} catch (error) {
			if (error instanceof UserError) return [];
			throw error;
		}
	}

	function look(): void {
		const [before] = drops;
		drops = recentDrops(known(), server(), new Date());
		if (drops[0]?.id !== before?.id) {
			first = undefined;
			last = undefined;
			latency = undefined;
			looks = 0;
		}
		clearTimeout(timer);
		if (drops.length > 0 && !stopped) again();
	}

	async function ask(drop: RecentDrop): Promise<void> {
		try {
			const found = await readTableScans(reader, drop.table);
			// Fewer than before: the statistics were reset, and a rate across that would be a lie.
			if (last && found && found.scans < last.scans) first = undefined;
			first ??= found;
			last = found;
			if (looks++ % latencyEvery === 0) {
				const requests = await source();
				latency = requests && (await readLatencyAround(reader, requests, drop.droppedAt, watchForMs));
			}
		} catch {
			// A look that failed is no look: what it would have told is not known, and the link's own line tells why.
			first = undefined;
			last = undefined;
			latency = latency && {beforeMs: null, afterMs: null};
		}
	}

	function again(): void {
		const [drop] = drops;
		if (!drop || stopped) return;
		if (Date.now() - drop.droppedAt.getTime() >= watchForMs) return look();
		asking = ask(drop).then(() => {
			if (!stopped && drops[0]?.id === drop.id) {
				clearTimeout(timer);
				timer = setTimeout(again, everyMs);
			}
		});
	}

	return {
		look,
		watched() {
			const [drop] = drops;
			if (!drop) return undefined;
			const overMs = first && last ? last.at.getTime() - first.at.getTime() : 0;
			const nowPerSecond = first && last && overMs > 0 ? ((last.scans - first.scans) * 1000) / overMs : null;
			return {...drop, others: drops.length - 1, nowPerSecond, latency};
		},
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await asking;
		},
	};
}
