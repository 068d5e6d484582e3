import {describe, expect, it} from 'vitest';
import {isChanged, settingText, withoutPassword} from '../../source/domain/settings/words.ts';

describe('the text of a value', () => {
	it.each([
		['16384', '8kB', '128 MB'],
		['65536', 'kB', '64.0 MB'],
		['1024', 'MB', '1.0 GB'],
		['300', 's', '5 min'],
		['30000', 'ms', '30 s'],
		['90', 'min', '1 h 30 min'],
		['5', 'us', '0 ms'],
		['-1', 'kB', '-1'],
		['0', 'ms', '0'],
		['100', null, '100'],
		['', null, ''],
		['on', null, 'on'],
		['7', 'parsecs', '7 parsecs'],
	])('%s with unit %s is %s', (value, unit, text) => {
		expect(settingText(value, unit)).toBe(text);
	});
});

it.each([
	['host=a password=secret user=b', 'host=a password=*** user=b'],
	["host=a password='se cr\\'et' user=b", 'host=a password=*** user=b'],
	["PASSWORD = 'it''s' user=b", 'PASSWORD = *** user=b'],
	['postgres://anna:secret@host/db', 'postgres://anna:***@host/db'],
	['cp %p /archive/%f', 'cp %p /archive/%f'],
])('hides the password of %s', (value, shown) => {
	expect(withoutPassword(value)).toBe(shown);
});

it.each([
	['configuration file', '200', true],
	['configuration file', '100', false],
	['database', '200', true],
	['command line', '200', true],
	['default', '200', false],
	['override', '200', false],
	['client', '200', false],
	['session', '200', false],
])('from %s with %s: changed is %s', (source, setting, changed) => {
	expect(isChanged({source, setting, default: '100'})).toBe(changed);
});
