import type {StatisticsSince} from '../queries/statistics-since.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {type EvidenceFile, type NodeHistory, type NodeKey, openEvidenceFile} from './evidence-file.ts';
import {
	adopted,
	afterReset,
	type IndexLook,
	type IndexRecord,
	type NodeRecord,
	observed,
	wasReset,
} from './index-evidence.ts';

/** The evidence for a node's indexes after a sample. */
export type Remembered = NodeHistory;

type EvidenceLog = {
	/** The file it is kept in; null if it is not kept. */
	readonly file: string | null;
	/** Why nothing is kept, or why the last write failed. */
	readonly problem: string | null;
	look(key: NodeKey, looks: readonly IndexLook[], since: StatisticsSince, now: Date): Promise<Remembered>;
	close(): void;
};

const hourMs = 3_600_000;

/**
Keeps what was seen of indexes beyond the life of the server's counters. A look is written at most once an hour, or when
there is news: a new index, a reset. If the file can't be used, only this session's looks are known, and the reason is
reported.
@param file undefined keeps nothing
*/
export function createEvidenceLog(file: string | undefined): EvidenceLog {
	let opened: EvidenceFile | undefined;
	let problem: string | null = null;
	const memory = new Map<string, NodeHistory>();

	async function write(key: NodeKey, looks: readonly IndexLook[], since: StatisticsSince, nowMs: number) {
		let after: NodeHistory | undefined;
		const change = (before: NodeHistory | undefined) => {
			const known = before ?? memory.get(keyText(key));
			const turned = looked(known, looks, since, nowMs, true);
			after = turned;
			const kept = before?.records;
			return {
				node: turned.node,
				changed: [...turned.records.values()].filter(record => kept?.get(record.oid) !== record),
				gone: [...(kept?.keys() ?? [])].filter(oid => !turned.records.has(oid)),
			};
		};
		try {
			opened ??= file === undefined ? undefined : openEvidenceFile(file);
			await opened?.update(key, change);
			problem = null;
		} catch (error) {
			problem = problemOf(file ?? '', error);
		}
		return after ?? looked(memory.get(keyText(key)), looks, since, nowMs, true);
	}

	return {
		file: file ?? null,
		get problem() {
			return problem;
		},
		async look(key, looks, since, now) {
			const nowMs = now.getTime();
			const known = memory.get(keyText(key));
			const result =
				known && !isNews(known, looks, since, nowMs)
					? looked(known, looks, since, nowMs, false)
					: await write(key, looks, since, nowMs);
			memory.set(keyText(key), result);
			return result;
		},
		close() {
			opened?.close();
			opened = undefined;
		},
	};
}

/** The history after a look. */
function looked(
	before: NodeHistory | undefined,
	looks: readonly IndexLook[],
	since: StatisticsSince,
	nowMs: number,
	written: boolean,
): NodeHistory {
	const records = before ? adopted(looks, before.records) : new Map<number, IndexRecord>();
	let node: NodeRecord = before?.node ?? {lastSeenMs: nowMs, sightings: 0, epoch: 0, resets: []};
	if (before && wasReset(node, records, looks, since)) node = afterReset(node, since, nowMs);
	const seen = new Map(looks.map(look => [look.oid, observed(records.get(look.oid), look, node, nowMs)]));
	const hour = (ms: number) => Math.floor(ms / hourMs);
	const isSighting = written && (node.sightings === 0 || hour(nowMs) > hour(node.lastSeenMs));
	return {
		records: seen,
		node: {
			...node,
			sightings: node.sightings + (isSighting ? 1 : 0),
			lastSeenMs: written ? Math.max(nowMs, node.lastSeenMs) : node.lastSeenMs,
		},
	};
}

function isNews(
	{node, records}: NodeHistory,
	looks: readonly IndexLook[],
	since: StatisticsSince,
	nowMs: number,
): boolean {
	if (nowMs - node.lastSeenMs >= hourMs || looks.length !== records.size) return true;
	if (looks.some(({oid, fingerprint}) => records.get(oid)?.fingerprint !== fingerprint)) return true;
	return wasReset(node, records, looks, since);
}

function keyText(key: NodeKey): string {
	return JSON.stringify([key.systemIdentifier, key.timeline, key.databaseOid, key.node]);
}

function problemOf(file: string, error: unknown): string {
	const {message, code} = error as Error & {code?: string};
	const reason = /not a database|malformed/.test(message)
		? 'it is no history of pgdeck, or damaged: move it away'
		: code === 'EACCES'
			? 'permission denied'
			: /locked|busy/.test(message)
				? 'another console keeps it busy'
				: message;
	return `What was seen of indexes can't be kept in ${sanitize(file)}: ${sanitize(reason)}`;
}
