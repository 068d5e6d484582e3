import {createHash} from 'node:crypto';
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

describe('blocks', () => {
	it('contain the lines between the markers, with their line number', () => {
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

	it('come with the checksum of the whole file', () => {
		const bytes = Buffer.from('\ufeff-- migrate:up\r\nselect 1;\r\n-- migrate:down\r\n');
		const sum = createHash('sha256').update(bytes).digest('hex');
		expect(parseMigration('1_x.sql', bytes).checksum).toBe(sum);
		expect(parseMigration('1_x.sql', bytes.toString()).checksum).toBe(sum);
		expect(parseMigration('1_x.sql', bytes.toString().slice(1)).checksum).not.toBe(sum);
		// Two files whose lenient decodings are equal.
		const broken = (byte: number) => parseMigration('1_x.sql', Buffer.from([byte])).checksum;
		expect(broken(0xe9)).not.toBe(broken(0xea));
	});

	it('are read with Windows line endings and a byte order mark', () => {
		const file = parseMigration(
			'1_x.sql',
			'\ufeff-- migrate:up\r\nselect 1;\r\n-- migrate:down\r\nselect 2;\r\n',
		);
		expect(file.problem).toBeUndefined();
		expect(file.text).not.toContain('\ufeff');
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
	])('%j begins a block, in a transaction: %s', (marker, transaction) => {
		expect(parse(marker, 'select 1;', '-- migrate:down').up).toEqual({
			text: 'select 1;',
			transaction,
			line: 2,
		});
	});

	it('have their own options', () => {
		const file = parse('-- migrate:up transaction:false', '-- migrate:down');
		expect([file.up?.transaction, file.down?.transaction]).toEqual([false, true]);
	});
});

describe('a file that cannot be run has a problem', () => {
	it.each([
		['without any marker', ['select 1;'], 'no "-- migrate:up" line'],
		['with a misspelled marker', ['-- migrate:upwards', 'select 1;'], 'no "-- migrate:up" line'],
		['with a marker inside a line', ['select 1; -- migrate:up'], 'no "-- migrate:up" line'],
		['with down before up', ['-- migrate:down', '-- migrate:up'], 'before the statements'],
		['with two up', ['-- migrate:up', '-- migrate:up'], 'more than one'],
		['with two down', ['-- migrate:up', '-- migrate:down', '-- migrate:down'], 'more than one'],
		['with statements before up', ['select 1;', '-- migrate:up', '-- migrate:down'], 'statements before'],
		['without down', ['-- migrate:up', 'select 1;'], 'no "-- migrate:down" line'],
	])('%s', (_what, lines, problem) => {
		expect(parse(...lines).problem?.text).toContain(problem);
	});

	it.each([
		['after a space', '  -- migrate:down', 'down'],
		['after a tab', '\t-- migrate:down', 'down'],
		['with a space in it', '-- migrate: down', 'down'],
		['in upper case', '-- Migrate:Down', 'down'],
		['without its dashes', 'migrate:down', 'down'],
		['with a semicolon', '-- migrate:down;', 'down'],
		['with a comma before its option', '-- migrate:up, transaction:false', 'up'],
		['with a suffix', '-- migrate:up-section', 'up'],
		["with a space that Go's \\s does not match", '-- migrate:down\u00a0', 'down'],
	])('with a marker %s, which dbmate does not recognize', (_what, marker, kind) => {
		const file = parse('-- migrate:up', 'create table a ();', '-- migrate:down', 'drop table a;', marker);
		expect(file.problem?.code).toBe('malformed-marker');
		expect(file.problem?.text).toContain(`line 5 is not a valid marker. dbmate expects "-- migrate:${kind}"`);
		expect([file.up, file.down]).toEqual([undefined, undefined]);
	});

	it.each([
		['Latin-1', "select 'caf\u00e9';", 'latin1', 'not UTF-8: byte 0xe9 at offset 25 (line 2)'],
		['UTF-16', "select 'x';", 'utf16le', 'zero byte at offset 1 (line 1), as in UTF-16'],
	] as const)('in %s', (_what, text, encoding, problem) => {
		const file = parseMigration(
			'1_x.sql',
			Buffer.from(`-- migrate:up\n${text}\n-- migrate:down\n`, encoding),
		);
		expect(file.problem?.text).toContain(problem);
		expect(file.up).toBeUndefined();
	});

	it.each([
		['a character that is cut off', [0x61, 0xc3, 0xa9, 0xe2, 0x82], 3],
		['after a character of four bytes', [0xf0, 0x9f, 0x98, 0x80, 0xff], 4],
		['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
		['after a genuine U+FFFD', [0xef, 0xbf, 0xbd, 0xc0], 3],
		['a start of U+FFFD that is another', [0xef, 0x41], 0],
		['after a byte order mark', [0xef, 0xbb, 0xbf, 0xff], 3],
	])('with bytes that are not UTF-8, at the offset of the first: %s', (_what, bytes, offset) => {
		expect(parseMigration('1_x.sql', Uint8Array.from(bytes)).problem?.text).toContain(
			`at offset ${offset} (`,
		);
	});

	it('with a byte order mark inside, as in concatenated files', () => {
		const file = parse('-- migrate:up', '\ufeffselect 1;', '-- migrate:down');
		expect(file.problem?.text).toContain('line 2 begins with a byte order mark');
	});

	it('accepts a replacement character and a zero-width space as text', () => {
		expect(parse('-- migrate:up', "select '\ufffd a\ufeffb';", '-- migrate:down').problem).toBeUndefined();
	});

	it('does not read comments before up as statements', () => {
		expect(
			parse('-- a', '', ' \t-- indented', '--b', '-- migrate:up', '-- migrate:down').problem,
		).toBeUndefined();
	});
});
