import {describe, expect, it} from 'vitest';
import {understand} from '../../source/commands/sessions.ts';
import {UsageError} from '../../source/postgres/errors.ts';

const uri = 'postgres://db1/shop';

describe('arguments of pgdeck sessions', () => {
	it.each([
		[[], {verb: 'list', connection: undefined}],
		[['shop'], {verb: 'list', connection: 'shop'}],
		[['list', uri], {verb: 'list', connection: uri}],
		[['cancel', '4711', uri, '4712'], {verb: 'cancel', pids: [4711, 4712], connection: uri}],
		[['terminate', 'service=prod', '1'], {verb: 'terminate', pids: [1], connection: 'service=prod'}],
	])('understands %j', (words, expected) => {
		expect(understand(words)).toEqual(expected);
	});

	it.each([
		[['cancel']],
		[['cancel', uri]],
		[['terminate', 'shop']],
		[['terminate', '0']],
		[['terminate', '-1']],
		[['terminate', '47.11']],
		[['cancel', '99999999999']],
		[['list', 'a', 'b']],
		[['list', uri, 'shop']],
		[['cancel', '1', uri, uri]],
	])('rejects %j', words => {
		expect(() => understand(words)).toThrow(UsageError);
	});
});
