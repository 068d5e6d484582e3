import {describe, expect, it} from 'vitest';
import {parseSettings} from '../../source/actions/tables/settings-change.ts';
import {optionsText, parseVacuumOptions} from '../../source/actions/vacuum/vacuum-options.ts';
import {understand} from '../../source/commands/tables.ts';
import {UsageError} from '../../source/postgres/errors.ts';

const uri = 'postgres://db1/shop';

describe('arguments of pgdeck tables', () => {
	it.each([
		[[], {verb: 'list', connection: undefined}],
		[['shop'], {verb: 'list', connection: 'shop'}],
		[['vacuum', 'one', uri, 'a=b'], {verb: 'vacuum', names: ['one', 'a=b'], connection: uri}],
		[['analyze', 'one'], {verb: 'analyze', names: ['one'], connection: undefined}],
		[['undo', 'abc.1', 'service=prod'], {verb: 'undo', id: 'abc.1', connection: 'service=prod'}],
		[['advice', 'one'], {verb: 'advice', names: ['one'], connection: undefined}],
		[['list', 'host=db1'], {verb: 'list', connection: 'host=db1'}],
		[['measure', 'public.t'], {verb: 'measure', name: 'public.t', connection: undefined}],
		[['measure', 't', 'shop'], {verb: 'measure', name: 't', connection: 'shop'}],
		[['measure', uri, '"Od""d"'], {verb: 'measure', name: '"Od""d"', connection: uri}],
	])('%j', (words, expected) => {
		expect(understand(words)).toEqual(expected);
	});

	it.each([
		[['vacuum']],
		[['measure']],
		[['measure', uri]],
		[['measure', 'a', 'b', 'c']],
		[['measure', 'a', 'b', uri]],
		[['list', 'a', uri]],
		[['reindex', uri]],
		[['undo']],
		[['undo', 'a', 'b', 'c']],
		[['list', 'a', 'b']],
		[['advice', 'a', 'b']],
		[['settings', 'a', uri, uri]],
	])('%j is wrong usage', words => {
		expect(() => understand(words)).toThrow(UsageError);
	});
});

describe('typed options of VACUUM', () => {
	it.each([
		['', 'TRUNCATE off'],
		['FREEZE, Analyze', 'FREEZE, ANALYZE, TRUNCATE off'],
		['(index_cleanup off, truncate)', 'INDEX_CLEANUP off, TRUNCATE on'],
		['index_cleanup parallel=3', 'INDEX_CLEANUP on, TRUNCATE off, PARALLEL 3'],
		['skip_locked truncate false', 'SKIP_LOCKED, TRUNCATE off'],
		['full freeze parallel 2 truncate index_cleanup off', 'FULL, FREEZE'],
	])('%j', (typed, sent) => {
		expect(optionsText(parseVacuumOptions(typed))).toBe(sent);
	});

	it.each(['verbose', 'parallel', 'parallel many', 'parallel 1025', 'off', 'freeze; drop'])(
		'%j is wrong usage',
		typed => {
			expect(() => parseVacuumOptions(typed)).toThrow(UsageError);
		},
	);
});

describe('typed storage parameters of a table', () => {
	it.each([
		['a=1', {a: '1'}, []],
		['A = 1, b=off', {a: '1', b: 'off'}, []],
		['reset a b', {}, ['a', 'b']],
		['set a=1 reset b, c set d=2', {a: '1', d: '2'}, ['b', 'c']],
		['reset (a), b=2', {b: '2'}, ['a']],
	])('%j', (typed, set, reset) => {
		expect(parseSettings(typed)).toEqual({set, reset});
	});

	it.each(['', 'a', 'a=', 'reset'])('%j is wrong usage', typed => {
		expect(() => parseSettings(typed)).toThrow(UsageError);
	});
});
