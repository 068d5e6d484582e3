import {closeSync, openSync, readSync, statSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {UserError} from '../postgres/errors.ts';
import {openDatabase, recordingError} from './sqlite.ts';

/** The application ID in the file header, the letters pgdk, so that no other SQLite file passes as a recording. */
const applicationId = 0x70_67_64_6b;
const formatVersion = 1;

/**
A segment starts with a complete sample followed by differences. Old samples are deleted by segment. A frame that is not
`shown` was followed by more of the same sample.
*/
const schema = `
	create table about (key text primary key, value text not null) strict;
	create table frame (
		id integer primary key,
		segment integer not null,
		at integer not null,
		published_at integer not null,
		interval_ms real not null,
		window_hours real not null,
		shown integer not null default 1,
		vitals text,
		data blob not null
	) strict;
	create index frame_at on frame (at) where shown = 1;
	create index frame_segment on frame (segment, id);
	create table gap (began integer primary key, ended integer, reason text not null) strict;
	create table journal (entry text primary key) strict;
	pragma application_id = ${applicationId};
	pragma user_version = ${formatVersion};
`;

/** The kind of a file by its first bytes. Opening a foreign file with SQLite would leave files beside it. */
function kindOf(file: string): 'absent' | 'empty' | 'recording' {
	let head: Buffer;
	try {
		if (!statSync(file).isFile()) throw Object.assign(new Error('no file'), {code: 'EISDIR'});
		const descriptor = openSync(file, 'r');
		try {
			head = Buffer.alloc(100);
			head = head.subarray(0, readSync(descriptor, head, 0, 100, 0));
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
		throw recordingError(error, file, 'read');
	}
	if (head.length === 0) return 'empty';
	const ours =
		head.length === 100 &&
		head.toString('latin1', 0, 15) === 'SQLite format 3' &&
		head.readUInt32BE(68) === applicationId;
	if (!ours) {
		throw new UserError(
			`${file} is not a recording. Give a file written by pgdeck record, or a new one to record to.`,
		);
	}
	const version = head.readUInt32BE(60);
	if (version === formatVersion) return 'recording';
	throw new UserError(
		`The recording ${file} has format ${version}, and this pgdeck reads format ${formatVersion}. Use the version of pgdeck that wrote it.`,
	);
}

/**
Opens a recording for reading. In a read-only place, such as a mounted copy, it is opened as immutable, because SQLite
would create files beside it.
*/
export function openToRead(file: string): DatabaseSync {
	const kind = kindOf(file);
	if (kind === 'absent') throw recordingError({code: 'ENOENT'}, file, 'read');
	if (kind === 'empty') throw new UserError(`The recording ${file} is empty. Give another file.`);
	const look = (place: string) => {
		const database = openDatabase(place, true);
		try {
			database.prepare('select count(*) from about').get();
			return database;
		} catch (error) {
			database.close();
			throw error;
		}
	};
	try {
		return look(file);
	} catch (error) {
		const code = (error as {errcode?: number}).errcode ?? 0;
		if (![8, 14].includes(code & 0xff)) throw recordingError(error, file, 'read');
		try {
			return look(`file:${encodeURI(file).replaceAll('?', '%3f').replaceAll('#', '%23')}?immutable=1`);
		} catch {
			throw recordingError(error, file, 'read');
		}
	}
}

/** Opens a recording for writing and creates it if necessary, readable by its owner only. */
export function openToWrite(file: string): DatabaseSync {
	const kind = kindOf(file);
	let database: DatabaseSync | undefined;
	try {
		if (kind === 'absent') closeSync(openSync(file, 'wx', 0o600));
		database = openDatabase(file, false);
		database.exec('pragma busy_timeout = 2000; pragma cache_size = -1024');
		// Set before the write-ahead log, so that the header identifies the file from the start.
		if (kind !== 'recording') database.exec(`begin; ${schema} commit`);
		return database;
	} catch (error) {
		database?.close();
		throw recordingError(error, file, 'written');
	}
}

/** With the write-ahead log, readers and the writer do not wait for each other. */
export function beginLog(database: DatabaseSync): void {
	database.exec(
		'pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 256; pragma journal_size_limit = 1048576',
	);
}

/** Leaves one file that can be copied. While another process reads it, the log stays beside it. */
export function endLog(database: DatabaseSync): void {
	try {
		database.exec('pragma busy_timeout = 0; pragma journal_mode = delete');
	} catch (error) {
		if ((error as {errcode?: number}).errcode !== 5) throw error;
	}
}
