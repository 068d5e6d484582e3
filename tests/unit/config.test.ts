import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import * as z from 'zod';
import {UsageError} from '../../source/postgres/errors.ts';
import {configSchema, parseInterval, readConfig} from '../../source/settings/config.ts';
import {wanted} from '../../source/settings/config-problems.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-'));
afterAll(() => rmSync(folder, {recursive: true}));

function write(text: string): string {
	const file = path.join(folder, 'config.json');
	writeFileSync(file, text);
	return file;
}

describe('readConfig', () => {
	it('accepts every key', () => {
		const config = {
			intervalSeconds: 0.5,
			readOnly: true,
			ascii: true,
			color: false,
			windowHours: 6,
			production: ['prod', '*.example.org'],
			migrations: {directory: 'db/migrations'},
			replicas: ['host=db2', 'postgres://db3:5433'],
			unusedDays: 60,
			requests: {relation: 'log', columns: {time: 'at', duration: 'took'}},
		};
		expect(readConfig(write(JSON.stringify(config)), true)).toEqual({
			...config,
			requests: {...config.requests, durationUnit: 'ms', errorFrom: 400},
		});
	});

	it('may be absent unless it was named', () => {
		const file = path.join(folder, 'absent.json');
		expect(readConfig(file, false)).toEqual({});
		expect(() => readConfig(file, true)).toThrow(file);
	});

	const keys =
		'intervalSeconds, readOnly, ascii, color, windowHours, production, migrations, replicas, unusedDays, requests, findings';
	const mapping = (requests: object) => ({
		requests: {relation: 'x', columns: {time: 'a', duration: 'b'}, ...requests},
	});
	const column = 'It must be the name of a column without a dot; create a view for one with a dot.';
	const relation =
		'It must be the name of a table or view, as name or schema.name, without quotes; case is preserved.';

	it.each([
		['a typing mistake in a key', {readonly: true}, `readonly is not a known key. Known keys are ${keys}.`],
		[
			'one deeper down',
			mapping({units: 'ms'}),
			'requests.units is not a known key. Known keys are relation, columns, durationUnit, errorFrom.',
		],
		[
			'an interval that would be a burden',
			{intervalSeconds: 0.1},
			'intervalSeconds is 0.1. It must be a number of seconds from 0.5 to 3600.',
		],
		['a number in quotes', {intervalSeconds: '2'}, 'intervalSeconds is "2". It must be a number of seconds'],
		['a window that is not offered', {windowHours: 2}, 'windowHours is 2. It must be 1, 6 or 24.'],
		['a switch that is none', {readOnly: 'yes'}, 'readOnly is "yes". It must be true or false.'],
		['one word for a list', {production: 'prod'}, 'production is "prod". It must be a list of names'],
		['a list of something else', {production: ['a', 1]}, 'production.1 is 1. It must be a list of names'],
		[
			'a folder that is named too high',
			{migrations: 'db'},
			'migrations is "db". It must be an object with the key directory.',
		],
		['null', {requests: null}, 'requests is null. It must be an object with the keys relation and columns.'],
		[
			'a mapping without its time',
			mapping({columns: {duration: 'd'}}),
			`requests.columns.time is missing. ${column}`,
		],
		[
			'a column name with a dot',
			mapping({columns: {time: 'a.b', duration: 'd'}}),
			`requests.columns.time is "a.b". ${column}`,
		],
		[
			'a relation in quotes',
			mapping({relation: '"Public"."Log"'}),
			`requests.relation is "\\"Public\\".\\"Log\\"". ${relation}`,
		],
		['a relation of three parts', mapping({relation: 'a.b.c'}), `requests.relation is "a.b.c". ${relation}`],
		[
			'a unit that is not known',
			mapping({durationUnit: 'h'}),
			'requests.durationUnit is "h". It must be "s", "ms" or "us".',
		],
		['a list', [], 'It contains a list. It must be an object in braces.'],
		['a bare word', 'x', 'It contains "x". It must be an object in braces.'],
		[
			'what is long',
			{color: 'x'.repeat(1000)},
			/^[^\n]{0,250}color is "x{20,58}…. It must be true or false\.$/,
		],
		['what would steer a terminal', {'\u001b[2J': 1}, '\\x1b[2J is not a known key'],
	])('refuses %s with file, key, found value and expected value', (_what, config, reason) => {
		const file = write(JSON.stringify(config));
		expect(() => readConfig(file, false)).toThrow(UsageError);
		expect(() => readConfig(file, false)).toThrow(`The configuration ${file} is invalid. `);
		expect(() => readConfig(file, false)).toThrow(reason);
	});

	it('names every problem', () => {
		const file = write('{"color": 1, "ascii": 2}');
		expect(() => readConfig(file, false)).toThrow(/ascii is 2\. .* color is 1\. /);
	});

	it('knows the expected value of every key', () => {
		type Keys = {properties?: Record<string, Keys>};
		const paths = ({properties = {}}: Keys, start = ''): string[] =>
			Object.entries(properties).flatMap(([key, value]) => [start + key, ...paths(value, `${start}${key}.`)]);
		expect(Object.keys(wanted).sort()).toEqual(
			paths(z.toJSONSchema(configSchema, {io: 'input'}) as Keys).sort(),
		);
	});

	it.each([
		['what is not JSON', () => write('{"readOnly": true,}'), /is not JSON: .*Fix that line\.$/],
		['what can not be read', () => folder, /can't be read: EISDIR/],
	])('refuses %s', (_what, make, reason) => {
		const file = make();
		expect(() => readConfig(file, true)).toThrow(UsageError);
		expect(() => readConfig(file, true)).toThrow(reason);
	});

	it('accepts a byte order mark', () => {
		expect(readConfig(write('\ufeff{"ascii": true}'), true)).toEqual({ascii: true});
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
