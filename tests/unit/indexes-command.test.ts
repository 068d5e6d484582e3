import {describe, expect, it} from 'vitest';
import {understand} from '../../source/commands/indexes.ts';
import {UsageError} from '../../source/postgres/errors.ts';

const uri = 'postgres://db1/shop';

describe('arguments of pgdeck indexes', () => {
	it.each([
		[[], {verb: 'list', connection: undefined}],
		[['shop'], {verb: 'list', connection: 'shop'}],
		[['list', 'host=db1'], {verb: 'list', connection: 'host=db1'}],
		[['drop', 'one', uri, 'two'], {verb: 'drop', names: ['one', 'two'], connection: uri}],
		[['drop', 'a=b', 'host=db1'], {verb: 'drop', names: ['a=b', 'host=db1'], connection: undefined}],
		[
			['build', 'create index on a (b) where c=1', uri],
			{verb: 'build', names: ['create index on a (b) where c=1'], connection: uri},
		],
		[['rebuild', 'a=b'], {verb: 'rebuild', names: ['a=b'], connection: undefined}],
		[['clean'], {verb: 'clean', names: [], connection: undefined}],
		[['undo', 'abc.1', 'service=prod'], {verb: 'undo', id: 'abc.1', connection: 'service=prod'}],
		[['undo', 'abc.1', 'shop'], {verb: 'undo', id: 'abc.1', connection: 'shop'}],
	])('%j', (words, expected) => {
		expect(understand(words)).toEqual(expected);
	});

	it.each([
		[['drop']],
		[['drop', uri]],
		[['undo']],
		[['undo', 'a', 'b', 'c']],
		[['list', 'a', 'b']],
		[['drop', 'one', uri, uri]],
	])('%j is wrong usage', words => {
		expect(() => understand(words)).toThrow(UsageError);
	});
});
