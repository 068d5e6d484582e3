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
	/** Reads recent drops from the journal: after each run, and at the start for those of an earlier console. */
	look(): void;
	watched(): WatchedDrop | undefined;
	/** Stops watching and waits for the query in progress. */
	stop(): Promise<void>;
};

type Parts = {
	reader: Reader;
	entries(): readonly JournalEntry[];
	server(): ServerIdentity;
	/** The table of requests, if there is one. */
	source(): Promise<RequestSource | undefined>;
	everyMs?: number;
};

/** Computing the p95 sorts half an hour of requests, so only every sixth sample does. */
const latencyEvery = 6;

/** Samples the table's sequential scans and the p95 of requests for 15 minutes after a drop. */
export function createDropWatcher({reader, entries, server, source, everyMs = 5000}: Parts): DropWatcher {
	let drops: readonly RecentDrop[] = [];
	let first: TableScans | undefined;
	let last: TableScans | undefined;
	let latency: LatencyAround | undefined;
	let looks = 0;
	let timer: NodeJS.Timeout | undefined;
	let asking: Promise<void> = Promise.resolve();
	let stopped = false;

	/** The Journal pane reports an unreadable journal; here it counts as empty. */
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
			// Statistics were reset: a rate across the reset would be wrong.
			if (last && found && found.scans < last.scans) first = undefined;
			first ??= found;
			last = found;
			if (looks++ % latencyEvery === 0) {
				const requests = await source();
				latency = requests && (await readLatencyAround(reader, requests, drop.droppedAt, watchForMs));
			}
		} catch {
			// The values are unknown after a failed query. The header shows why it failed.
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
