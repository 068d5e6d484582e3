import {describe, expect, it} from 'vitest';
import {addedColumn} from '../../source/migrations/pack/columns.ts';
import {packManifest} from '../../source/migrations/pack/manifest.ts';
import type {PackRelation} from '../../source/queries/registry/pack-objects.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {packUp} from '../helpers/pack-migrations.ts';

const tables = packManifest.filter(({kind, definition}) => kind === 'relation' && 'defaults' in definition);
/** As it is before it has that column, with rows. */
const occupied = {
	kind: 'r',
	parent: null,
	columns: {},
	occupied: true,
	sizeBytes: null,
} as unknown as PackRelation;

describe.each(versions)('the columns of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);
	await packUp(sql);
	const session = await sql.reserve();

	const node = async () => {
		const [row] = await session.unsafe("select pg_relation_filenode('t')::int8 as node");
		return row?.node;
	};

	it.each(tables)('are added for $name to a table with rows without rewriting it', async fact => {
		await session.unsafe('create table t (other int); insert into t select generate_series(1, 3)');
		const before = await node();
		for (const column of Object.keys(fact.definition.columns as object)) {
			const added = addedColumn(column, fact, occupied, undefined);
			// One that is generated is left out, where the size is not known or big.
			if (!added && (fact.definition.generated as string[] | undefined)?.includes(column)) continue;
			if (!added) throw new Error(`${column} is not added.`);
			const value = added.default === null ? '' : `default ${added.default}`;
			const bare = `alter table t add column "${column}" ${added.type}`;
			if (added.way === 'filled') {
				// As it would go with the default at once.
				await session.unsafe(`begin; ${bare} ${value}`);
				expect([column, (await node()) === before]).toEqual([column, false]);
				await session.unsafe(`rollback; ${bare}`);
			} else {
				await session.unsafe(`${bare} ${value} ${added.notNull ? 'not null' : ''}`);
			}
			expect([column, (await node()) === before]).toEqual([column, true]);
		}
		await session.unsafe('drop table t');
	});
});
