import {beforeEach, describe, expect, it} from 'vitest';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, untilScans} from '../helpers/scenario.ts';
import {oidOf, openOperator} from '../helpers/scenario-actions.ts';

describe.each(everyVersion)(
	'dropping from PostgreSQL %d keeps an index, checked again before its turn,',
	async version => {
		const database = await createDatabase(version);
		const {sql} = database;
		const operator = await openOperator(database.connection());
		const planOf = async (...names: readonly string[]) =>
			operator.plan({
				action: 'drop-indexes',
				oids: await Promise.all(names.map(name => oidOf(database, name))),
			});
		beforeEach(async () => {
			await sql.unsafe(`drop schema public cascade; create schema public;
			create table busy (id int, n int); insert into busy select n, n from generate_series(1, 1000) n;
			create index one on busy (id); create index two on busy (n); create index three on busy (id, n)`);
		});
		const use = async () => {
			await sql`drop index three`;
			await runAndLeave(
				database,
				'set enable_seqscan = off; set enable_bitmapscan = off',
				'select id from busy where id = 5',
			);
			await untilScans(database, 'one', 1);
		};
		const changed = 'the index has changed since the plan was made';
		it.each([
			['that was scanned after the plan', use, 'used 1 time since the plan was made'],
			['that is gone', 'drop index one', 'the index no longer exists'],
			[
				'that was rebuilt under another oid',
				'alter table busy alter id type int8',
				'the index no longer exists',
			],
			[
				'that has another name',
				'alter index one rename to "On\ne\u001b"',
				'the index is now named public."On\ne\\x1b"',
			],
			[
				'that is in another schema',
				'create schema s; alter table busy set schema s',
				'the index is now named s.one',
			],
			['whose table has another name', 'alter table busy rename to calm', changed],
			['whose column has another name', 'alter table busy rename id to key', changed],
			['with a comment', "comment on index one is 'keep'", changed],
			['that CLUSTER orders by', 'alter table busy cluster on one', changed],
			[
				'that became part of another',
				`create table parent (id int, n int) partition by range (id); create index on parent (id);
				alter table parent attach partition busy default`,
				'it is part of an index on a partitioned table',
			],
		])('%s', async (_what, change, reason) => {
			const plan = await planOf('one', 'two');
			await (typeof change === 'string'
				? sql.unsafe(`drop schema if exists s cascade; ${change}`)
				: change());
			const progress = await operator.run(plan);
			expect(progress.status).toBe('failed');
			expect(progress.units.map(({state}) => state)).toEqual(['failed', 'skipped']);
			expect(progress.note).toBe(`not run: ${reason}`);
			expect(operator.journal.read().some(({plan: id}) => id === plan.id)).toBe(false);
		});

		it('if it became the only index of a foreign key', async () => {
			await sql.unsafe(`create table other (a int, b int, primary key (a, b));
				create table child (a int, b int, constraint child_fk foreign key (a, b) references other);
				create index ab on child (a, b); create index ba on child (b, a)`);
			const plan = await planOf('ab', 'ba');
			expect(plan.units).toHaveLength(2);
			const progress = await operator.run(plan);
			expect(progress.units.map(({state}) => state)).toEqual(['done', 'failed']);
			expect(progress.note).toMatch(/^not run: now the only index for FK child_fk: /);
			// A plan that shows the caution may drop it.
			expect((await operator.run(await planOf('ba'))).status).toBe('done');
		});
	},
);
