import {describe, expect, it} from 'vitest';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {catalog} from '../helpers/pack-catalog.ts';
import {run} from '../helpers/pack-migrations.ts';

/** Lines that only one of the two has. */
function difference(some: readonly string[], others: readonly string[]): string[] {
	const [left, right] = [new Set(some), new Set(others)];
	return [
		...some.filter(line => !right.has(line)).map(line => `- ${line}`),
		...others.filter(line => !left.has(line)).map(line => `+ ${line}`),
	];
}

/** A check that has been read through can't be made unread again. */
const asValid = (lines: readonly string[]) =>
	lines.map(line => line.replace(/ f ((?:CHECK|FOREIGN KEY) .*) NOT VALID$/, ' t $1'));

describe.each(versions)('each migration of the pack on PostgreSQL %d', async version => {
	const {sql} = await createDatabase(version);

	it.each(packMigrations)('$fileName can be rolled back and applied again', async file => {
		const {name, up, down} = file;
		const seen = async () => (name.endsWith('_validated') ? asValid(await catalog(sql)) : await catalog(sql));
		const before = await seen();
		await run(sql, up);
		const after = await seen();
		await run(sql, up);
		expect(difference(after, await seen())).toEqual([]);
		await run(sql, down);
		expect(difference(before, await seen())).toEqual([]);
		await run(sql, down);
		expect(difference(before, await seen())).toEqual([]);
		await run(sql, up);
		expect(difference(after, await seen())).toEqual([]);
	});
});
