import {expect, it} from 'vitest';
import {createNotices, type Notice} from '../../source/actions/engine/notices.ts';

const raised = (message: string, change: Notice = {}): Notice => ({
	severity: 'NOTICE',
	severity_local: 'HINWEIS',
	code: '00000',
	message,
	routine: 'exec_stmt_raise',
	...change,
});

it.each<[string, Notice, string | undefined]>([
	[
		'a message raised by a function',
		raised('Archive a stays: it has rows.'),
		'Archive a stays: it has rows.',
	],
	['its hint', raised('It stays', {hint: 'Drop it'}), 'It stays. Drop it.'],
	[
		'a warning, whoever gives it',
		{severity: 'WARNING', code: '01000', message: 'only the owner can'},
		'only the owner can.',
	],
	['a message with control characters', raised('a\n\tb\u001b[2J'), 'a b\\x1b[2J.'],
	[
		'no notice of PostgreSQL itself',
		raised('table "x" does not exist, skipping', {routine: 'DropErrorMsg'}),
		undefined,
	],
	[
		'no warning of a transaction that was none',
		{severity: 'WARNING', code: '25P01', message: 'no'},
		undefined,
	],
	['no debug message', raised('x', {severity: 'DEBUG'}), undefined],
	['no empty message', raised(''), undefined],
])('%s', (_name, notice, text) => {
	const notices = createNotices();
	notices.hear(notice);
	notices.hear(notice);
	expect(notices.take()?.text).toBe(text === undefined ? undefined : `The server says: ${text}`);
	expect(notices.take()).toBeUndefined();
});

it('keeps the first ten and counts the rest', () => {
	const notices = createNotices();
	for (let index = 0; index < 12; index++) notices.hear(raised(`${index}!`));
	expect(notices.take()?.text).toBe('The server says: 0! 1! 2! 3! 4! 5! 6! 7! 8! 9! And 2 more.');
});
