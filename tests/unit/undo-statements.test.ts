import {describe, expect, it} from 'vitest';
import {undoStatements} from '../../source/actions/indexes/drop-statements.ts';
import type {DropFacts} from '../../source/queries/indexes/action-indexes.ts';

const facts = (change: Partial<DropFacts> = {}): DropFacts => ({
	oid: 101,
	name: 'public.idx',
	plainName: 'idx',
	plainSchema: 'public',
	plainTable: 't',
	table: 'public.t',
	definition: 'CREATE INDEX idx ON public.t USING btree (a)',
	tablespace: null,
	comment: null,
	statistics: [],
	clustered: false,
	valid: true,
	sizeBytes: 8192,
	tuplesRead: 0,
	scans: 0,
	...change,
});

const create = 'CREATE INDEX CONCURRENTLY idx ON public.t USING btree (a)';

describe('undoStatements', () => {
	it.each([
		['builds it CONCURRENTLY', {}, [create]],
		[
			'keeps UNIQUE',
			{definition: 'CREATE UNIQUE INDEX idx ON public.t USING btree (a)'},
			['CREATE UNIQUE INDEX CONCURRENTLY idx ON public.t USING btree (a)'],
		],
		[
			'changes nothing but the beginning',
			{definition: "CREATE INDEX idx ON public.t USING btree (a) WHERE (b = 'CREATE INDEX '::text)"},
			["CREATE INDEX CONCURRENTLY idx ON public.t USING btree (a) WHERE (b = 'CREATE INDEX '::text)"],
		],
		[
			'in its tablespace, and leaves the setting as it was',
			{tablespace: "'fast'"},
			["SET default_tablespace = 'fast'", create, 'RESET default_tablespace'],
		],
		['with its comment', {comment: "'it''s'"}, [create, "COMMENT ON INDEX public.idx IS 'it''s'"]],
		[
			'with the statistics targets of its expressions',
			{statistics: [{column: 1, target: 500}]},
			[create, 'ALTER INDEX public.idx ALTER COLUMN 1 SET STATISTICS 500'],
		],
		['with the mark of CLUSTER', {clustered: true}, [create, 'ALTER TABLE public.t CLUSTER ON idx']],
		[
			'with names that have to be quoted',
			{clustered: true, name: '"My.Schema"."idx.""x"'},
			[create, 'ALTER TABLE public.t CLUSTER ON "idx.""x"'],
		],
	])('%s', (_what, change, expected) => {
		expect(undoStatements(facts(change))).toEqual(expected);
	});
});
