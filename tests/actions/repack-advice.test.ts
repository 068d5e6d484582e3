import {beforeAll, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';
import {leaveInvalidIndex} from '../helpers/scenario-indexes.ts';

describe.each(everyVersion)('what is said of pg_repack on PostgreSQL %d', async version => {
	const database = await createDatabase(version);
	const {sql} = database;
	const operator = await openOperator(database.connection());
	const saidOf = async (name: string) => {
		const table = await oidOf(database, name);
		const {checks, units} = await operator.plan({action: 'repack-advice', table});
		// It is never run.
		expect(units).toEqual([]);
		expect(checks.at(-1)).toMatchObject({
			verdict: 'block',
			detail: expect.stringMatching(
				/^pgdeck does not run pg_repack\. Yourself: pg_repack --no-kill-backend /,
			),
		});
		return checks.filter(({verdict}) => verdict === 'warn').map(({detail}) => detail);
	};

	beforeAll(async () => {
		await sql.unsafe(`
			create table "o'k" (id int primary key);
			create table keyless (id int);
			create table published (id int primary key); create publication p for table published;
			create table broken (id serial primary key, a int);
			create table parts (id int primary key) partition by range (id);
			create materialized view seen as select 1 as n;
		`);
		await leaveInvalidIndex(database, 'broken', 'create index concurrently invalid on broken (a)');
	});

	it.each([
		['keyless', /it needs a primary key, or a unique index of columns that are never null/],
		['published', /it is in a publication/],
		['broken', /it has an INVALID index: rebuild or drop it first/],
		['parts', /it is partitioned: repack its partitions/],
		['seen', /it is a materialized view: refresh it instead/],
	])('stands against it for %s', async (name, reason) => {
		expect(await saidOf(name)).toContainEqual(expect.stringMatching(reason));
	});

	it('is the missing extension and the room alone, of a table that could be', async () => {
		const said = await saidOf(`"o'k"`);
		expect(said).toHaveLength(2);
		expect(said[0]).toMatch(/^pg_repack: the extension is not (in this database|on this server)/);
		expect(said[1]).toMatch(/^pg_repack: it needs up to /);
	});
});
