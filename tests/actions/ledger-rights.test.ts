import {describe, expect, it} from 'vitest';
import {rightsCheck} from '../../source/actions/migrations/ledger-rights.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {failureOf} from '../helpers/scenario.ts';
import {blocking, ledgerOf, migration, migrationFolder, openOperator} from '../helpers/scenario-actions.ts';

const all = {action: 'apply-migrations', which: 'all'} as const;
const down = {action: 'roll-back-migration'} as const;

describe.each(versions)(
	'a role without privileges on the migration ledger of PostgreSQL %d',
	async version => {
		const database = await createDatabase(version);
		const {sql} = database;
		const files = {'1_a.sql': migration('select 1;', 'select 1;')};
		const migrations = migrationFolder(files);
		const owner = await openOperator(database.connection(), {migrations});
		await owner.act(all);
		Object.assign(files, {'2_b.sql': migration('create table two (id int);', 'drop table two;')});
		const role = await database.createRole();
		await sql`grant create, usage on schema public to ${sql(role.user)}`;
		const stranger = await openOperator(database.connection(role), {migrations});

		/** Runs the GRANT of a message as the owner. */
		const grants = (text: string) => sql.unsafe(/run: (GRANT .*;)$/.exec(text)?.[1] ?? 'no GRANT');

		it('is refused with a GRANT that suffices', async () => {
			for (const request of [all, down]) {
				const failure = await failureOf(stranger.plan(request));
				expect(failure).toMatchObject({
					message: `This role may not read public.schema_migrations and public.pgdeck_migrations. Their owner can run: GRANT SELECT, INSERT, DELETE ON public.schema_migrations TO ${role.user}; GRANT SELECT, INSERT, UPDATE, DELETE ON public.pgdeck_migrations TO ${role.user};`,
					exitCode: 3,
				});
			}
			await sql`grant select on schema_migrations, pgdeck_migrations to ${sql(role.user)}`;
			const [reason = ''] = blocking(await stranger.plan(all));
			expect(reason).toBe(
				`this role may not write the migration ledger. Its owner can run: GRANT INSERT, DELETE ON public.schema_migrations TO ${role.user}; GRANT INSERT, UPDATE, DELETE ON public.pgdeck_migrations TO ${role.user};`,
			);
			await grants(reason);
			expect((await stranger.act(all)).status).toBe('done');
			expect(await ledgerOf(database)).toEqual(['1', '2']);
			expect((await stranger.act(down)).status).toBe('done');
			expect(await ledgerOf(database)).toEqual(['1']);
		});

		it('is blocked if the second table is missing and the role may not create it', async () => {
			await sql.unsafe(
				`drop table pgdeck_migrations; revoke create on schema public from ${role.user}, public`,
			);
			const [reason = ''] = blocking(await stranger.plan(all));
			expect(reason).toBe(
				`this role may not create in the schema public. Its owner can run: GRANT CREATE ON SCHEMA public TO ${role.user};`,
			);
			await grants(reason);
			expect(blocking(await stranger.plan(all))).toEqual([]);
		});

		it('is only warned if there is nothing to create', () => {
			const rights = {schema: '"My Schema"', mayCreate: false, missing: []};
			expect(rightsCheck(rights, stranger.server, false)).toMatchObject({
				verdict: 'warn',
				text: expect.stringContaining(`GRANT CREATE ON SCHEMA "My Schema" TO ${role.user};`),
			});
		});
	},
);
