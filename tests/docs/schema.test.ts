import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {snapshotSchema} from '../../source/domain/snapshot/schema.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {documented} from '../helpers/json-schema.ts';
import {runProgram} from '../helpers/program.ts';
import {fillRegistry} from '../helpers/registry.ts';

const snapshots = documented('snapshot.schema.json');

describe('docs/snapshot.schema.json', () => {
	it('matches the schema in the source (npm run docs regenerates it)', async () => {
		await snapshots.isOf(snapshotSchema);
	});

	it.each(versions)(
		'describes a real snapshot of PostgreSQL %i, with a registry and without',
		async version => {
			const valid = snapshots.validator({allowUnionTypes: true});
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
