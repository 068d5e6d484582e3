import {expect, it} from 'vitest';
import {identifier, shellWord} from '../../source/format/identifier.ts';

it.each([
	['plain_1', 'plain_1'],
	['Capital', '"Capital"'],
	['a-b', '"a-b"'],
	['1st', '"1st"'],
	['a"b', '"a""b"'],
	['a.b', '"a.b"'],
	['', '""'],
])('%s is written %s in SQL', (name, written) => {
	expect(identifier(name)).toBe(written);
});

it.each([
	['public.plain_1', 'public.plain_1'],
	['public."My Index"', `'public."My Index"'`],
	['"it\'s"', `'"it'\\''s"'`],
	['a$b', "'a$b'"],
	['', "''"],
])('%s is the shell word %s', (word, written) => {
	expect(shellWord(word)).toBe(written);
});
