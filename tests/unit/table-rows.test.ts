import {describe, expect, it} from 'vitest';
import {countedRows, rowsCounted} from '../../source/domain/tables/rows.ts';
import {now} from '../helpers/fixtures-sections.ts';

const nobody = {lastVacuum: null, lastAutovacuum: null, lastAnalyze: null, lastAutoanalyze: null};
const erased = {...nobody, inserts: 0, heapBytes: 57_000_000, rowsEstimate: 330_000};

describe('whether the rows of a table are counted', () => {
	it.each([
		['never, of a full table whose counters were erased', erased, false],
		['nor where a few rows came in since', {...erased, inserts: 5}, false],
		['nor where nobody ever analyzed it', {...erased, rowsEstimate: null}, false],
		['nor where it is locked, and its size not asked for', {...erased, heapBytes: null}, false],
		['once it is vacuumed again', {...erased, lastVacuum: now}, true],
		['once autovacuum was there', {...erased, lastAutovacuum: now}, true],
		['once it is analyzed again', {...erased, lastAnalyze: now}, true],
		['once autoanalyze was there', {...erased, lastAutoanalyze: now}, true],
		['where all came in while it was counted', {...erased, inserts: 330_000}, true],
		['where the planner rounds up', {...erased, inserts: 16_777_219, rowsEstimate: 16_777_220}, true],
		['where it is new and empty', {...erased, heapBytes: 0, rowsEstimate: null}, true],
		['where it is new and filled', {...erased, inserts: 10, rowsEstimate: null}, true],
	])('%s', (_what, table, counted) => {
		expect(rowsCounted(table)).toBe(counted);
	});

	it('shows no 0 for uncounted rows', () => {
		const counters = {oid: 1, liveTuples: 0, deadTuples: 0, modifiedSinceAnalyze: 0, writes: 0};
		const unknown = {liveTuples: null, deadTuples: null, modifiedSinceAnalyze: null, deadRatio: null};
		expect(countedRows({...erased, ...counters})).toEqual(unknown);
		expect(countedRows({...erased, ...counters, inserts: 400_000, liveTuples: 300, deadTuples: 100})).toEqual(
			{
				liveTuples: 300,
				deadTuples: 100,
				modifiedSinceAnalyze: 0,
				deadRatio: 0.25,
			},
		);
		expect(countedRows({...erased, ...counters, lastVacuum: now})).toMatchObject({
			liveTuples: 0,
			deadTuples: 0,
			deadRatio: null,
		});
	});
});
