import {describe, expect, it} from 'vitest';
import {understand} from '../../source/commands/tables.ts';
import {UsageError} from '../../source/postgres/errors.ts';

const uri = 'postgres://db1/shop';

describe('the words after pgdeck tables', () => {
	it.each([
		[[], {verb: 'list', connection: undefined}],
		[['shop'], {verb: 'list', connection: 'shop'}],
		[['list', 'host=db1'], {verb: 'list', connection: 'host=db1'}],
		[['vacuum', uri], {verb: 'vacuum', connection: uri}],
		[['vacuum', 'shop'], {verb: 'vacuum', connection: 'shop'}],
		[['measure', 'public.t'], {verb: 'measure', name: 'public.t', connection: undefined}],
		[['measure', 't', 'shop'], {verb: 'measure', name: 't', connection: 'shop'}],
		[['measure', uri, '"Od""d"'], {verb: 'measure', name: '"Od""d"', connection: uri}],
	])('%j', (words, expected) => {
		expect(understand(words)).toEqual(expected);
	});

	it.each([
		[['measure']],
		[['measure', uri]],
		[['measure', 'a', 'b', 'c']],
		[['measure', 'a', 'b', uri]],
		[['list', 'a', 'b']],
		[['vacuum', 'a', uri]],
		[['list', uri, uri]],
	])('%j is wrong usage', words => {
		expect(() => understand(words)).toThrow(UsageError);
	});
});
