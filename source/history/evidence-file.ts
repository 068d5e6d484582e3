import type {DatabaseSync} from 'node:sqlite';
import {setTimeout as wait} from 'node:timers/promises';
import {openHistoryFile} from './history-file.ts';
import type {IndexRecord, NodeRecord} from './index-evidence.ts';

/** The server whose counters these are. A failover starts a new timeline, with other counters. */
export type NodeKey = {
	readonly systemIdentifier: string;
	readonly timeline: number;
	readonly databaseOid: number;
	/** host:port as connected. */
	readonly node: string;
};

export type NodeHistory = {readonly node: NodeRecord; readonly records: ReadonlyMap<number, IndexRecord>};

/** Turns the known history of a node into the one to store. */
type Change = (before: NodeHistory | undefined) => {
	readonly node: NodeRecord;
	readonly changed: readonly IndexRecord[];
	readonly gone: readonly number[];
};

export type EvidenceFile = {
	readonly file: string;
	/** Reads the history of a node and writes the changes in one transaction; undefined if nothing is known. */
	update(key: NodeKey, change: Change): Promise<void>;
	read(key: NodeKey): NodeHistory | undefined;
	close(): void;
};

const version = 1;
/** A node that was not looked at for this long is forgotten. */
const forgottenMs = 400 * 86_400_000;
/** Above this number of indexes, the nodes not looked at for the longest time are removed. */
const mostRecords = 500_000;

const schema = `
	create table if not exists nodes (
		id integer primary key, system text not null, timeline integer not null, database integer not null,
		node text not null, last_seen integer not null, sightings integer not null, epoch integer not null,
		resets text not null, unique (system, timeline, database, node)
	) strict;
	create table if not exists indexes (
		node integer not null references nodes on delete cascade, oid integer not null, fingerprint text not null,
		name text not null, first_seen integer not null, sightings_before integer not null, scans integer not null,
		epoch integer not null, quiet_since integer not null, own_resets integer not null, own_gap integer not null,
		best real, best_at integer, primary key (node, oid)
	) strict, without rowid;
`;

/**
The history of indexes in a file of this user. Several consoles write to it at once, in short transactions.
@throws if it can't be opened or is no history
*/
export function openEvidenceFile(file: string): EvidenceFile {
	const database = openHistoryFile(file, version, schema);
	return {
		file,
		read: key => readNode(database, key)?.history,
		async update(key, change) {
			await begin(database);
			try {
				const known = readNode(database, key);
				const {node, changed, gone} = change(known?.history);
				const id = writeNode(database, key, node);
				writeRecords(database, id, changed, gone);
				if (!known) forget(database, node.lastSeenMs);
				database.exec('commit');
			} catch (error) {
				database.exec('rollback');
				throw error;
			}
		},
		close: () => database.close(),
	};
}

/** Another console's write takes milliseconds, so a few attempts are enough and do not hold up the screen. */
async function begin(database: DatabaseSync): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			database.exec('begin immediate');
			return;
		} catch (error) {
			if (attempt === 5 || !/locked|busy/.test(String(error))) throw error;
			await wait(50);
		}
	}
}

function readNode(
	database: DatabaseSync,
	{systemIdentifier, timeline, databaseOid, node}: NodeKey,
): {id: number; history: NodeHistory} | undefined {
	const found = database
		.prepare('select * from nodes where system = ? and timeline = ? and database = ? and node = ?')
		.get(systemIdentifier, timeline, databaseOid, node);
	if (!found) return undefined;
	const id = Number(found.id);
	const records = new Map<number, IndexRecord>();
	for (const row of database.prepare('select * from indexes where node = ?').iterate(id)) {
		records.set(Number(row.oid), {
			oid: Number(row.oid),
			fingerprint: String(row.fingerprint),
			name: String(row.name),
			firstSeenMs: Number(row.first_seen),
			sightingsBefore: Number(row.sightings_before),
			scans: Number(row.scans),
			epoch: Number(row.epoch),
			quietSinceMs: Number(row.quiet_since),
			ownResets: Number(row.own_resets),
			ownGapMs: Number(row.own_gap),
			bestBytesPerRow: row.best === null ? null : Number(row.best),
			bestMs: row.best_at === null ? null : Number(row.best_at),
		});
	}
	const history: NodeHistory = {
		records,
		node: {
			lastSeenMs: Number(found.last_seen),
			sightings: Number(found.sightings),
			epoch: Number(found.epoch),
			resets: JSON.parse(String(found.resets)),
		},
	};
	return {id, history};
}

function writeNode(database: DatabaseSync, key: NodeKey, node: NodeRecord): number {
	const row = database
		.prepare(`
			insert into nodes (system, timeline, database, node, last_seen, sightings, epoch, resets)
			values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (system, timeline, database, node) do update set
				last_seen = excluded.last_seen, sightings = excluded.sightings, epoch = excluded.epoch,
				resets = excluded.resets
			returning id
		`)
		.get(
			...[key.systemIdentifier, key.timeline, key.databaseOid, key.node],
			...[node.lastSeenMs, node.sightings, node.epoch, JSON.stringify(node.resets)],
		);
	return Number(row?.id);
}

function writeRecords(
	database: DatabaseSync,
	id: number,
	changed: readonly IndexRecord[],
	gone: readonly number[],
): void {
	const remove = database.prepare('delete from indexes where node = ? and oid = ?');
	for (const oid of gone) remove.run(id, oid);
	const write = database.prepare(
		'insert or replace into indexes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
	);
	for (const record of changed) {
		write.run(
			...[id, record.oid, record.fingerprint, record.name, record.firstSeenMs, record.sightingsBefore],
			...[record.scans, record.epoch, record.quietSinceMs, record.ownResets, record.ownGapMs],
			...[record.bestBytesPerRow, record.bestMs],
		);
	}
}

/** Removes old entries and limits the size of the file. */
function forget(database: DatabaseSync, nowMs: number): void {
	database.prepare('delete from nodes where last_seen < ?').run(nowMs - forgottenMs);
	const records = () => Number(database.prepare('select count(*) as n from indexes').get()?.n);
	while (records() > mostRecords) {
		const {changes} = database
			.prepare(
				'delete from nodes where id = (select id from nodes where last_seen < ? order by last_seen limit 1)',
			)
			.run(nowMs);
		if (changes === 0) return;
	}
}
