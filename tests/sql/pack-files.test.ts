import {describe, expect, it} from 'vitest';
import type {Block} from '../../source/migrations/formats/dbmate.ts';
import {packMigrations} from '../../source/migrations/pack.ts';
import {splitStatements} from '../../source/migrations/statements.ts';

describe('the files of the pack', () => {
	it('are these, in this order, with the composite indexes and the views last', () => {
		expect(packMigrations.map(({version, name}) => `${version} ${name}`)).toEqual([
			'20260101000100 core_tables',
			'20260101000200 newer_tables',
			'20260101000250 references',
			'20260101000300 essential_indexes',
			'20260101000400 functions',
			'20260101000500 composite_indexes',
			'20260101000600 monitoring_views',
		]);
	});

	describe.each(packMigrations.map(file => [file.fileName, file] as const))('%s', (_name, file) => {
		it('can be read, and says what it is for', () => {
			expect(file.problem).toBeUndefined();
			expect(file.text).toMatch(/^-- [A-Z]/);
		});

		it.each(['up', 'down'] as const)('has %s statements that fit its transaction option', async kind => {
			const block: Block | undefined = file[kind];
			if (!block) throw new Error(`${file.fileName} has no ${kind} block`);
			const statements = await splitStatements(block.text);
			expect(statements.length).toBeGreaterThan(0);
			const concurrent = statements.filter(({text}) => /\bconcurrently\b/i.test(text));
			expect(concurrent.length).toBe(block.transaction ? 0 : statements.length);
		});

		it('writes its statements in lower case', async () => {
			const text = `${file.up?.text}\n${file.down?.text}`;
			const code = text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
			expect(code).not.toMatch(/[A-Z]/);
		});
	});
});
