import {expect, it} from 'vitest';
import {hidingRequires} from '../../source/actions/indexes/plan-changes.ts';

it.each([
	[null, null, 'requires hypopg 1.4 to hide the index'],
	[null, '1.3.1', 'requires hypopg 1.4 to hide the index'],
	[null, '1.4.1', 'requires hypopg 1.4 to hide the index. Available on the server: CREATE EXTENSION hypopg;'],
	['1.3.1', '1.3.1', 'requires hypopg 1.4 to hide the index, 1.3.1 is installed'],
	['1.3.1', null, 'requires hypopg 1.4 to hide the index, 1.3.1 is installed'],
	[
		'1.3.1',
		'1.10.0',
		'requires hypopg 1.4 to hide the index, 1.3.1 is installed. Available on the server: ALTER EXTENSION hypopg UPDATE;',
	],
	['1.3.1', '2.0', expect.stringContaining('ALTER EXTENSION hypopg UPDATE')],
])('hidingRequires with hypopg %s installed, and %s available', (installed, available, words) => {
	expect(hidingRequires({installed, available})).toEqual(words);
});
