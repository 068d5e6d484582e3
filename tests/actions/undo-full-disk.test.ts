import {rm, statfs, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {blocking, oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {createTablespace} from '../helpers/scenario-tablespace.ts';

describe.each(everyVersion)('undoing a drop of PostgreSQL %d without room for it', async version => {
	const space = `small_${process.pid}`;
	const {directory, mounted} = await createTablespace(version, space, 16_000_000);
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const validity = async () => [
		...(await sql<{name: string; valid: boolean; space: string | null}[]>`
			select c.relname as name, i.indisvalid as valid, s.spcname as space
			from pg_index i join pg_class c on c.oid = i.indexrelid left join pg_tablespace s on s.oid = c.reltablespace
			where i.indrelid = 'busy'::regclass order by 1`),
	];
	const undo = (id: string) => operator.act({action: 'undo-drop', id});
	const drop = async () => {
		const progress = await operator.act({action: 'drop-indexes', oids: [await oidOf(database, 'one')]});
		expect(progress.status).toBe('done');
		return `${progress.plan.id}.1`;
	};

	beforeEach(async () => {
		await sql.unsafe(`drop table if exists busy; create table busy (id int, t text);
			insert into busy select n, n::text || 'x' from generate_series(1, 100000) n`);
	});

	// A disk of its own takes root; the limit below is met by everyone.
	it.skipIf(!mounted)(
		'leaves the index INVALID on a full disk, reports it, and succeeds once there is room',
		async () => {
			await sql.unsafe(`create index one on busy (t) tablespace ${space}`);
			const id = await drop();
			// Dropped files give their room back with the next checkpoint.
			await sql`checkpoint`;
			const {bavail, bsize} = await statfs(directory);
			const filler = path.join(directory, 'filler');
			await writeFile(filler, Buffer.alloc(bavail * bsize - 500_000));

			const {status, note, units} = await undo(id);
			expect(status).toBe('failed');
			expect(units[0]?.error?.code).toBe('53100');
			expect(note).toMatch(
				/^could not (?:extend|write).*: No space left on device\. .* 1 of 3 statements is done and stays\. Now the index public\.one is INVALID\. Undo it once more to rebuild it\. Make room on the disk of its tablespace first: the index keeps [\d.]+ kB of it\. To free them: pgdeck indexes drop public\.one$/,
			);
			expect(operator.entries('failed').at(-1)).toMatchObject({result: note});
			expect(await validity()).toEqual([{name: 'one', valid: false, space}]);

			// Still no room: the copy of the rebuild is left too, and the next one drops that first.
			const again = await undo(id);
			expect(again.note).toMatch(
				/No space left on device\. .*Now the index public\.one and the leftovers of its rebuild are INVALID: public\.one_ccnew\. Undo it once more to drop the leftovers and rebuild it\. Make room /,
			);
			await rm(filler);
			expect(blocking(await operator.plan({action: 'undo-drop', id}))).toEqual([]);
			expect(await undo(id)).toMatchObject({status: 'done'});
			expect(await validity()).toEqual([{name: 'one', valid: true, space}]);
		},
	);

	it.skipIf(!mounted)('starts again by the same id if its leftover was dropped', async () => {
		await sql.unsafe(`create index one on busy (t) tablespace ${space}`);
		const id = await drop();
		await sql`checkpoint`;
		const {bavail, bsize} = await statfs(directory);
		const filler = path.join(directory, 'filler');
		await writeFile(filler, Buffer.alloc(bavail * bsize - 500_000));
		expect((await undo(id)).status).toBe('failed');
		await drop();
		expect(await validity()).toEqual([]);
		await rm(filler);
		expect(await undo(id)).toMatchObject({status: 'done'});
		expect(await validity()).toEqual([{name: 'one', valid: true, space}]);
	});

	it('leaves the index INVALID if temp_file_limit is reached, and gives the next step', async () => {
		await sql`create index one on busy (t)`;
		const id = await drop();
		await sql.unsafe(`alter database ${database.name} set temp_file_limit = '100kB';
			alter database ${database.name} set maintenance_work_mem = '1MB'`);
		const {status, note} = await undo(id);
		await sql.unsafe(`alter database ${database.name} reset all`);
		expect(status).toBe('failed');
		expect(note).toMatch(
			/^temporary file size exceeds "?temp_file_limit"? \(100kB\)\. A server parameter limits it\. Raise the limit for this role, then try again\. Now the index public\.one is INVALID\. Undo it once more to rebuild it\.$/,
		);
		expect(await undo(id)).toMatchObject({status: 'done'});
		expect(await validity()).toEqual([{name: 'one', valid: true, space: null}]);
	});
});
