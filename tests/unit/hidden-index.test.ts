import {expect, it} from 'vitest';
import {lackOfHiding} from '../../source/actions/indexes/hidden-index.ts';

it.each([
	[null, null, 'it takes hypopg 1.4, which can hide an index'],
	[null, '1.3.1', 'it takes hypopg 1.4, which can hide an index'],
	[
		null,
		'1.4.1',
		'it takes hypopg 1.4, which can hide an index. The server has it: CREATE EXTENSION hypopg;',
	],
	['1.3.1', '1.3.1', "hypopg 1.3.1, which is here, can't hide an index: 1.4 can"],
	['1.3.1', null, "hypopg 1.3.1, which is here, can't hide an index: 1.4 can"],
	[
		'1.3.1',
		'1.10.0',
		"hypopg 1.3.1, which is here, can't hide an index: 1.4 can. The server has it: ALTER EXTENSION hypopg UPDATE;",
	],
	['1.3.1', '2.0', expect.stringContaining('ALTER EXTENSION hypopg UPDATE')],
])('with hypopg %s here, and %s on the server', (installed, available, words) => {
	expect(lackOfHiding({installed, available})).toEqual(words);
});
