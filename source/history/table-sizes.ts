import type {SizeMark} from '../domain/tables/trend.ts';
import {openHistoryFile} from './history-file.ts';

/** The database of the tables. All nodes of a cluster have the same rows, so the node does not matter. */
type DatabaseKey = {readonly system: string; readonly databaseOid: number};

export type TableSizes = {
	/** Stores the current sizes once a day and returns the earlier ones, the oldest first. */
	note(key: DatabaseKey, seen: ReadonlyMap<number, SizeMark>): Map<number, SizeMark[]>;
	close(): void;
};

const version = 1;
const dayMs = 86_400_000;
/** Older sizes say nothing about the current trend. */
const keptDays = 35;

const schema = `
	create table if not exists databases (
		id integer primary key, system text not null, database integer not null, unique (system, database)
	) strict;
	create table if not exists marks (
		database integer not null references databases on delete cascade, oid integer not null, day integer not null,
		at integer not null, rows real not null, bytes integer not null, primary key (database, oid, day)
	) strict, without rowid;
`;

/**
Sizes of tables over time, one entry per table and day, in a file of this user: no server stores them. Several consoles
write to it at once, in short transactions.
@throws if it can't be opened or is no history
*/
export function openTableSizes(file: string): TableSizes {
	const database = openHistoryFile(file, version, schema);

	function idOf({system, databaseOid}: DatabaseKey): number {
		database
			.prepare('insert or ignore into databases (system, database) values (?, ?)')
			.run(system, databaseOid);
		const row = database
			.prepare('select id from databases where system = ? and database = ?')
			.get(system, databaseOid);
		return Number(row?.id);
	}

	function write(id: number, seen: ReadonlyMap<number, SizeMark>): void {
		const insert = database.prepare('insert or ignore into marks values (?, ?, ?, ?, ?, ?)');
		let newest = 0;
		for (const [oid, {atMs, rows, bytes}] of seen) {
			const day = Math.floor(atMs / dayMs);
			insert.run(id, oid, day, atMs, rows, bytes);
			newest = Math.max(newest, day);
		}
		database.prepare('delete from marks where day < ?').run(newest - keptDays);
	}

	function read(id: number): Map<number, SizeMark[]> {
		const marks = new Map<number, SizeMark[]>();
		const rows = database.prepare('select oid, at, rows, bytes from marks where database = ? order by at');
		for (const row of rows.iterate(id)) {
			const mark = {atMs: Number(row.at), rows: Number(row.rows), bytes: Number(row.bytes)};
			const known = marks.get(Number(row.oid));
			if (known) known.push(mark);
			else marks.set(Number(row.oid), [mark]);
		}
		return marks;
	}

	return {
		note(key, seen) {
			database.exec('begin immediate');
			try {
				const id = idOf(key);
				const before = read(id);
				write(id, seen);
				database.exec('commit');
				return before;
			} catch (error) {
				database.exec('rollback');
				throw error;
			}
		},
		close: () => database.close(),
	};
}
