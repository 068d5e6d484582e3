import type {DatabaseSync} from 'node:sqlite';

/** The SQL statements of a recorder. */
export function prepareStatements(database: DatabaseSync) {
	return {
		nextSegment: database.prepare('select coalesce(max(segment), 0) + 1 as segment from frame'),
		frame: database.prepare(`
			insert into frame (segment, at, published_at, interval_ms, window_hours, vitals, data)
			values (?, ?, ?, ?, ?, ?, ?)`),
		hide: database.prepare('update frame set shown = 0 where at = ? and shown = 1'),
		oldest: database.prepare(`
			select segment, max(at) as newest from frame
			where segment = (select min(segment) from frame) and segment <> ?
			group by segment`),
		dropSegment: database.prepare('delete from frame where segment = ?'),
		dropGaps: database.prepare('delete from gap where ended < ?'),
		gap: database.prepare('insert or ignore into gap (began, reason) values (?, ?)'),
		endGap: database.prepare('update gap set ended = ? where ended is null'),
		journal: database.prepare('insert or ignore into journal (entry) values (?)'),
		used: database.prepare(`
			select (page_count - freelist_count) * page_size as bytes
			from pragma_page_count, pragma_freelist_count, pragma_page_size`),
	};
}
