import {describe, expect, it} from 'vitest';
import {comparePack} from '../../source/migrations/pack/comparison.ts';
import {packManifest, packNames} from '../../source/migrations/pack/manifest.ts';
import {readPackObjects, readPackRights} from '../../source/queries/registry/pack-objects.ts';
import {createDatabase, type TestDatabase, versions} from '../helpers/database.ts';
import {makeExistingTables} from '../helpers/pack-existing.ts';
import {packUp} from '../helpers/pack-migrations.ts';

async function compare(database: TestDatabase) {
	const reader = database.reader();
	return comparePack(packManifest, await readPackObjects(reader, packNames), await readPackRights(reader));
}

/** Objects that differ or are missing, one line each. */
async function standings(database: TestDatabase): Promise<string[]> {
	const {findings} = await compare(database);
	return findings.flatMap(({fact, standing}) =>
		standing.state === 'there'
			? []
			: [`${standing.state}: ${fact.kind} ${fact.name} ${JSON.stringify(standing)}`],
	);
}

describe.each(versions)('comparing the pack with PostgreSQL %d', async version => {
	it('finds every object after the files are applied', async () => {
		const database = await createDatabase(version);
		await packUp(database.sql);
		expect(await standings(database)).toEqual([]);
	});

	it('finds no object in an empty database', async () => {
		const database = await createDatabase(version);
		expect(new Set((await standings(database)).map(line => line.split(':')[0]))).toEqual(
			new Set(['missing']),
		);
	});

	it.each(['uuid', 'varchar(36)', 'text', 'bigint'] as const)(
		"finds the objects built over another tool's tables with %s keys",
		async key => {
			const database = await createDatabase(version);
			await makeExistingTables(database.sql, {key, number: 'numeric', tables: 'all'});
			await packUp(database.sql);
			const odd = (await standings(database)).filter(
				line => !line.startsWith('others: ') && !line.startsWith('missing: grant pgdeck_monitor on public.'),
			);
			// Privileges on missing columns can't be granted yet.
			const {findings, columns} = await compare(database);
			const ungranted = findings.filter(({standing}) => standing.state === 'missing');
			expect(ungranted.filter(({fact}) => !columns.has(fact.table ?? ''))).toEqual([]);
			// Partitioned by month only if nothing prevents it.
			expect(odd).toEqual([
				expect.stringMatching(/^different: relation public\.audit_logs .*it is a plain table here/),
				expect.stringMatching(/^different: relation public\.request_logs .*it is a plain table here/),
			]);
		},
	);
});
