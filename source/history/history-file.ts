import {closeSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {sanitize} from '../terminal/sanitize.ts';
import {quietly} from './quietly.ts';

/**
Opens a history in a file of this user alone, which is made where it is not there: several consoles write to it at once,
each in transactions of a moment.
@param schema the statements that make its tables, where they are not there
@throws where it can't be opened, is none, or was written by a newer pgdeck
*/
export function openHistoryFile(file: string, version: number, schema: string): DatabaseSync {
	mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
	// SQLite gives its other files the rights of this one.
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
