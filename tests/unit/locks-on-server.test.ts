import {describe, expect, it} from 'vitest';
import {type LockMode, lockModes, strongest} from '../../source/migrations/locks/lock-modes.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {lockSetup, statements} from './lock-statements.ts';

/** `ShareUpdateExclusiveLock` of pg_locks as the documentation writes it. */
const modeOf = (name: string) =>
	lockModes.find(mode => mode.replaceAll(' ', '').toLowerCase() === name) ?? 'unknown';

/*
The table that the unit test of `statementLocks` stands on is right: each statement is run in a transaction on a real
server, the locks that it holds then are read, and all of it is rolled back.
*/
describe.each(versions)('the locks that PostgreSQL %i takes', async version => {
	const database = await createDatabase(version);
	await database.sql.unsafe(lockSetup);
	const session = await database.sql.reserve();
	const names = new Map(
		(
			await session.unsafe(
				'select oid::int8 as oid, oid::regclass::text as name from pg_class where oid >= 16384',
			)
		).map(row => [Number(row.oid), String(row.name)]),
	);

	it.each(statements)('%s', async (text, expected, relations) => {
		await session.unsafe('begin');
		try {
			await session.unsafe(text);
			const rows = await session.unsafe(
				"select relation::int8 as oid, lower(replace(mode, 'Lock', '')) as mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation'",
			);
			const held = rows.filter(row => names.has(Number(row.oid)));
			const modes: LockMode[] = held.map(row => modeOf(String(row.mode)));
			// Reading what a statement refers to is no reason to wait for anyone.
			const taken = strongest(modes);
			expect(taken === 'ACCESS SHARE' && expected === 'none' ? 'none' : taken).toBe(expected);
			for (const relation of relations) {
				expect(held.map(row => names.get(Number(row.oid)))).toContain(relation);
			}
		} finally {
			await session.unsafe('rollback');
		}
	});
});
