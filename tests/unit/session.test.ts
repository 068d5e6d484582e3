import {describe, expect, it} from 'vitest';
import {matches} from '../../source/sampler/engine/session.ts';

describe('matches', () => {
	it.each([
		['prod', 'prod', true],
		['prod', 'db-prod-1', true],
		['prod', 'DB_PROD', true],
		['prod', 'prod2.example.org', true],
		['prod', 'products', false],
		['prod', 'reprod', false],
		['prod', '', false],
		['*prod*', 'products', true],
		['prod*', 'prod-eu', true],
		['prod*', 'eu-prod', false],
		['*.live.example.org', 'db1.live.example.org', true],
		['*.live.example.org', 'db1xlive.example.org', false],
		['a.b', 'a.b', true],
		['a.b', 'axb', false],
		['(prod', 'x', false],
		['*', 'anything', true],
		['', 'prod', false],
	])('%j on %j is %s', (pattern, name, expected) => {
		expect(matches(pattern, name)).toBe(expected);
	});
});
