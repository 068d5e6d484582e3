import {setFlagsFromString} from 'node:v8';
import {expect, it} from 'vitest';
import * as z from 'zod';
import type {Reader} from '../../source/postgres/reader.ts';
import {readColumns} from '../../source/queries/columns.ts';
import {indexCatalogRow, readIndexCatalog} from '../../source/queries/indexes/indexes.ts';
import {time} from '../../source/queries/statement.ts';

/** A server that answers with these columns. */
function serverWith(columns: Readonly<Record<string, readonly unknown[]>>): Reader {
	const answer = Object.fromEntries(
		Object.entries(columns).map(([name, list]) => [name, JSON.stringify(list)]),
	);
	return {read: async () => [answer]} as unknown as Reader;
}

const row = z.object({
	oid: z.int(),
	name: z.string(),
	locked: z.boolean(),
	rows: z.number().nullable(),
	at: time.nullable(),
	parts: z.array(z.string()).nullable(),
	keys: z.string().transform(text => text.split(' ').map(Number)),
});
const columns = {
	oid: [1, 2],
	name: ['plain', 'bell\u0007'],
	locked: [true, false],
	rows: [1.5, null],
	at: ['2026-11-21T08:00:00+00:00', null],
	parts: [['a', 'b\u0007'], null],
	keys: ['1 2', '3'],
};

it('turns columns into rows with types and sanitized text', async () => {
	expect(await readColumns(serverWith(columns), 'select 1', row)).toEqual([
		{
			oid: 1,
			name: 'plain',
			locked: true,
			rows: 1.5,
			at: new Date('2026-11-21T08:00:00Z'),
			parts: ['a', 'b\\x07'],
			keys: [1, 2],
		},
		{oid: 2, name: 'bell\\x07', locked: false, rows: null, at: null, parts: null, keys: [3]},
	]);
});

it.each([
	['oid', [1, 2.5]],
	['oid', [1, null]],
	['name', ['plain', null]],
	['name', ['plain', 7]],
	['locked', [true, 'f']],
	['rows', [1.5, '2']],
	['parts', [['a', 7], null]],
] as const)('rejects %s of %j', async (name, list) => {
	const wrong = readColumns(serverWith({...columns, [name]: list}), 'select 1', row);
	await expect(wrong).rejects.toThrow(`answer is not of the expected form: ${name}`);
});

it('creates rows that V8 keeps as objects, not as hash tables three times as large', async () => {
	setFlagsFromString('--allow-natives-syntax');
	const isFast = new Function('value', 'return %HasFastProperties(value)') as (value: unknown) => boolean;
	const valueFor = (schema: z.ZodType) => [null, true, 1, 'x'].find(value => schema.safeParse(value).success);
	const lists = new Map(
		Object.entries(indexCatalogRow.shape).map(([name, schema]) => [
			name,
			JSON.stringify(Array.from({length: 100}, () => valueFor(schema))),
		]),
	);
	// No object that has these members already: V8 would make the rows after it.
	const answer = new Proxy({}, {get: (_none, name) => lists.get(String(name))});
	const rows = await readIndexCatalog({read: async () => [answer]} as unknown as Reader);
	expect(rows.filter(isFast)).toHaveLength(100);
});

it('handles keys and other answers between batches of many rows', async () => {
	const list = (value: unknown) => Array.from({length: 10_000}, () => value);
	const lists = Object.fromEntries(Object.entries(columns).map(([name, [value]]) => [name, list(value)]));
	const order: string[] = [];
	const key = new Promise<void>(resolve => setImmediate(() => resolve(void order.push('key'))));
	await readColumns(serverWith(lists), 'select 1', row).then(rows => order.push(`${rows.length} rows`));
	await key;
	expect(order).toEqual(['key', '10000 rows']);
});
