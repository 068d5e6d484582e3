import {closeSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {sanitize} from '../terminal/sanitize.ts';
import {quietly} from './quietly.ts';

/**
Opens a history file of this user and creates it if necessary. Several consoles write to it at once, in short
transactions.
@param schema statements that create its tables if they are missing
@throws if it can't be opened, is no history, or was written by a newer pgdeck
*/
export function openHistoryFile(file: string, version: number, schema: string): DatabaseSync {
	mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
	// SQLite creates its other files with the same permissions.
	closeSync(openSync(file, 'a', 0o600));
	const sqlite = quietly(() => process.getBuiltinModule('node:sqlite'));
	const database = new sqlite.DatabaseSync(file, {timeout: 200});
	try {
		database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;');
		const found = Number(database.prepare('pragma user_version').get()?.user_version);
		if (found > version) throw new Error(`${sanitize(file)} was written by a newer pgdeck`);
		if (found < version) database.exec(`begin immediate; ${schema} pragma user_version = ${version}; commit`);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}
