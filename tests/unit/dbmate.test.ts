import {describe, expect, it} from 'vitest';
import {isMigrationName, parseMigration} from '../../source/migrations/formats/dbmate.ts';

it.each([
	['20260101000100_core.sql', true],
	['001.sql', true],
	['1-one.sql', true],
	['core.sql', false],
	['_20260101000100.sql', false],
	['20260101000100_core.sql.bak', false],
	['20260101000100_core.SQL', false],
	['20260101000100_core.js', false],
])('%s is a migration: %s', (name, expected) => {
	expect(isMigrationName(name)).toBe(expected);
});

it.each([
	['20260101000100_core_tables.sql', '20260101000100', 'core_tables'],
	['001.sql', '001', ''],
	['001__x.sql', '001', '_x'],
	['1-one.sql', '1', '-one'],
])('%s has version %s and name %j', (fileName, version, name) => {
	expect(parseMigration(fileName, '')).toMatchObject({fileName, version, name});
});

const parse = (...lines: readonly string[]) => parseMigration('1_x.sql', lines.join('\n'));

describe('the two blocks', () => {
	it('are the lines between the markers, with where they begin', () => {
		const file = parse(
			'-- why',
			'',
			'-- migrate:up',
			'create table a ();',
			'',
			'-- migrate:down',
			'drop table a;',
		);
		expect(file.up).toEqual({text: 'create table a ();\n', transaction: true, line: 4});
		expect(file.down).toEqual({text: 'drop table a;', transaction: true, line: 7});
		expect(file.problem).toBeUndefined();
	});

	it('keep the whole file, byte for byte, for its checksum', () => {
		const text = '\ufeff-- migrate:up\r\nselect 1;\r\n-- migrate:down\r\n';
		expect(parseMigration('1_x.sql', text).text).toBe(text);
	});

	it('are read from files of Windows, and with a byte order mark', () => {
		const file = parseMigration(
			'1_x.sql',
			'\ufeff-- migrate:up\r\nselect 1;\r\n-- migrate:down\r\nselect 2;\r\n',
		);
		expect(file.up?.text).toBe('select 1;');
		expect(file.down?.text).toBe('select 2;\n');
	});

	it.each([
		['-- migrate:up', true],
		['--migrate:up', true],
		['--   migrate:up   ', true],
		['-- migrate:up transaction:false', false],
		['-- migrate:up   other:x  transaction:false  ', false],
		['-- migrate:up transaction:true', true],
		['-- migrate:up transaction:falsehood', true],
		['-- migrate:up notransaction:false', true],
	])('%j begins one, in a transaction: %s', (marker, transaction) => {
		expect(parse(marker, 'select 1;', '-- migrate:down').up).toEqual({
			text: 'select 1;',
			transaction,
			line: 2,
		});
	});

	it('have options of their own', () => {
		const file = parse('-- migrate:up transaction:false', '-- migrate:down');
		expect([file.up?.transaction, file.down?.transaction]).toEqual([false, true]);
	});
});

describe('a file that can not be run says why', () => {
	it.each([
		['without any marker', ['select 1;'], 'no line "-- migrate:up"'],
		['of a marker that is misspelled', ['-- migrate:upwards', 'select 1;'], 'no line "-- migrate:up"'],
		['of a marker within a line', ['select 1; -- migrate:up'], 'no line "-- migrate:up"'],
		['with down before up', ['-- migrate:down', '-- migrate:up'], 'before the rest'],
		['with two up', ['-- migrate:up', '-- migrate:up'], 'more than one'],
		['with two down', ['-- migrate:up', '-- migrate:down', '-- migrate:down'], 'more than one'],
		['with statements before up', ['select 1;', '-- migrate:up', '-- migrate:down'], 'statements before'],
		['without down', ['-- migrate:up', 'select 1;'], 'no line "-- migrate:down"'],
	])('%s', (_what, lines, problem) => {
		expect(parse(...lines).problem).toContain(problem);
	});

	it('and comments before up are no statements', () => {
		expect(parse('-- a', '', '--b', '-- migrate:up', '-- migrate:down').problem).toBeUndefined();
	});
});
