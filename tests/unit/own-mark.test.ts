import {describe, expect, it} from 'vitest';
import {isOwn, markOwn, markStatement} from '../../source/postgres/own-mark.ts';

describe("the mark of pgdeck's own queries", () => {
	it.each([
		['select 1', 'select /* pgdeck */ 1'],
		[
			'\n\t-- what for\n\twith a as (select 1) select',
			'\n\t-- what for\n\twith /* pgdeck */ a as (select 1) select',
		],
		['EXPLAIN (COSTS off) select 1', 'EXPLAIN /* pgdeck */ (COSTS off) select 1'],
	])('follows the first word of %j', (text, expected) => {
		expect(markOwn(text)).toBe(expected);
		expect(isOwn(markOwn(text).replace(/^\s*--.*\n/, ''))).toBe(true);
	});

	it.each([
		['savepoint "pgdeck"', true],
		['rollback to savepoint "pgdeck"', true],
		['savepoint "s12_pgdeck"', true],
		['rollback to "s0_pgdeck"', true],
		['savepoint "s0"', false],
		['savepoint "s0_pgdeck_of_others"', false],
		['savepoint $1', false],
		['begin read only', false],
		['commit', false],
	])('is recognized in the name of a savepoint: %s', (text, own) => {
		expect(isOwn(text)).toBe(own);
	});

	it.each(['select 1', "select '/* pgdeck */'", '/* pgdeck */ select 1', 'select a, /* pgdeck */ b', ''])(
		'is not recognized in %j',
		text => {
			expect(isOwn(text)).toBe(false);
		},
	);

	it('is inserted into the first text of a composed statement', () => {
		const part = {strings: ['with a as (select ', ')'], args: [1]};
		const statement = {strings: ['', ' select ', ''], args: [part, 2]};
		markStatement(statement);
		expect([part.strings[0], statement.strings[0]]).toEqual(['with /* pgdeck */ a as (select ', '']);
	});
});
