import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {UsageError} from '../../source/postgres/errors.ts';
import {parseInterval, readConfig} from '../../source/settings/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
afterAll(() => rmSync(folder, {recursive: true}));

function write(text: string): string {
	const file = path.join(folder, 'config.json');
	writeFileSync(file, text);
	return file;
}

describe('readConfig', () => {
	it('takes every key', () => {
		const config = {
			intervalSeconds: 0.5,
			readOnly: true,
			ascii: true,
			color: false,
			windowHours: 6,
			production: ['prod', '*.example.org'],
			migrations: {directory: 'db/migrations'},
			requests: {relation: 'log', columns: {time: 'at', duration: 'took'}},
		};
		expect(readConfig(write(JSON.stringify(config)), true)).toEqual({
			...config,
			requests: {...config.requests, durationUnit: 'ms', errorFrom: 400},
		});
	});

	it('may be absent, unless it was named', () => {
		const file = path.join(folder, 'absent.json');
		expect(readConfig(file, false)).toEqual({});
		expect(() => readConfig(file, true)).toThrow(file);
	});

	it.each([
		['a typing mistake in a key', '{"readonly": true}', 'readonly'],
		['an interval that would be a burden', '{"intervalSeconds": 0.1}', 'at least 0.5'],
		['a window that is not offered', '{"windowHours": 2}', 'windowHours'],
		['a mapping without its time', '{"requests": {"relation": "x", "columns": {"duration": "d"}}}', 'time'],
		[
			'a column name with a dot',
			'{"requests": {"relation": "x", "columns": {"time": "a.b", "duration": "d"}}}',
			'dot',
		],
		['what is not JSON', '{"readOnly": true,}', 'not JSON'],
		['a list', '[]', 'does not fit'],
	])('refuses %s, naming file and fault', (_what, text, reason) => {
		const file = write(text);
		expect(() => readConfig(file, false)).toThrow(UsageError);
		expect(() => readConfig(file, false)).toThrow(reason);
		expect(() => readConfig(file, false)).toThrow(file);
	});
});

describe('parseInterval', () => {
	it.each([
		['2', 2000],
		['0.5', 500],
		['3600', 3_600_000],
	])('%s s are %d ms', (text, milliseconds) => {
		expect(parseInterval(text)).toBe(milliseconds);
	});

	it.each(['', ' ', '0', '0.4', '3601', '-1', 'x', 'NaN', 'Infinity', '2s'])('refuses %j', text => {
		expect(() => parseInterval(text)).toThrow(UsageError);
	});
});
