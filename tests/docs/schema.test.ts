import {readFileSync} from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {snapshotSchema} from '../../source/snapshot/schema.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {runProgram} from '../helpers/program.ts';
import {fillRegistry} from '../helpers/registry.ts';

const file = path.resolve(import.meta.dirname, '../../docs/snapshot.schema.json');

describe('docs/snapshot.schema.json', () => {
	it('is what the schema in the source says (npm run docs writes it anew)', async () => {
		const schema = z.toJSONSchema(snapshotSchema, {io: 'input'});
		await expect(`${JSON.stringify(schema, null, '\t')}\n`).toMatchFileSnapshot(file);
	});

	it.each(versions)(
		'describes a real snapshot of PostgreSQL %i, with a registry and without',
		async version => {
			const ajv = new Ajv2020.default({formats: {'date-time': text => !Number.isNaN(Date.parse(text))}});
			const valid = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
			const registry = await createDatabase(version);
			await fillRegistry(registry);
			const empty = await createDatabase(version);
			const role = await registry.createRole();
			for (const uri of [registry.uri(), empty.uri(), registry.uri(role)]) {
				const {code, out} = await runProgram(['snapshot', '--json', uri]);
				expect(code).toBe(0);
				const snapshot: unknown = JSON.parse(out);
				valid(snapshot);
				expect(valid.errors).toBeNull();
				expect(() => z.decode(snapshotSchema, snapshot as z.input<typeof snapshotSchema>)).not.toThrow();
			}
			expect(valid({version: 2})).toBe(false);
		},
	);
});
