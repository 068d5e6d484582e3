import {describe, expect, it} from 'vitest';
import type {Block} from '../../source/migrations/formats/dbmate.ts';
import {statementLocks} from '../../source/migrations/locks/locks.ts';
import {trackRelations} from '../../source/migrations/locks/relations.ts';
import {packMigrations} from '../../source/migrations/pack/pack.ts';
import {splitStatements} from '../../source/migrations/parse/statements.ts';

describe('the files of the pack', () => {
	it('are these, in this order', () => {
		expect(packMigrations.map(({version, name}) => `${version} ${name}`)).toEqual([
			'20260101000100 core_tables',
			'20260101000200 newer_tables',
			'20260101000250 references',
			'20260101000300 essential_indexes',
			'20260101000400 functions',
			'20260101000500 composite_indexes',
			'20260101000600 monitoring_views',
			'20260101000700 partition_upkeep',
			'20260101000710 mcp_tables',
			'20260101000720 mcp_indexes',
			'20260101000730 json_checks',
			'20260101000740 json_checks_validated',
			'20260101000750 tool_execution_stats',
			'20260101000760 settings',
			'20260101000770 audit_triggers',
			'20260101000780 encryption',
			'20260101000785 upkeep_records',
			'20260101000790 retention',
			'20260101000800 partition_twins',
			'20260101000810 partition_moves',
			'20260101000900 roles',
			'20260101000905 references_validated',
			'20260101000910 statistics',
			'20260101000920 request_logs_by_month',
			'20260101000930 audit_logs_by_month',
		]);
	});

	describe.each(packMigrations.map(file => [file.fileName, file] as const))('%s', (_name, file) => {
		it('can be parsed, and begins with its purpose', () => {
			expect(file.problem).toBeUndefined();
			expect(file.text).toMatch(/^-- [A-Z]/);
		});

		it.each(['up', 'down'] as const)('has %s statements that fit its transaction option', async kind => {
			const block: Block | undefined = file[kind];
			if (!block) throw new Error(`${file.fileName} has no ${kind} block`);
			const statements = await splitStatements(block.text);
			expect(statements.length).toBeGreaterThan(0);
			const outside = await Promise.all(
				statements.map(
					async ({text}) =>
						// A procedure that commits its batches, and ANALYZE, which keeps its locks to the end of a transaction.
						(/^\s*analyze |\bcall mcp\./m.test(text) && !/create (or replace )?procedure/.test(text)) ||
						(await statementLocks(text, trackRelations())).outsideTransaction,
				),
			);
			expect(new Set(outside)).toEqual(new Set([!block.transaction]));
		});

		it('writes its statements in lower case', async () => {
			const text = `${file.up?.text}\n${file.down?.text}`;
			const code = text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
			expect(code).not.toMatch(/[A-Z]/);
		});
	});
});
