import {describe, expect, it} from 'vitest';
import {errorLine, ScriptError, splitStatements} from '../../source/migrations/parse/statements.ts';

const texts = async (script: string) => (await splitStatements(script)).map(statement => statement.text);

describe('splitStatements', () => {
	it.each([
		['nothing', '', []],
		['only comments', '-- a\n/* b; */\n', []],
		['the last without its semicolon', 'select 1; select 2', ['select 1', 'select 2']],
		['empty statements', ';;select 1;;', ['select 1']],
		['quotes', `select 'a;''b', "c;d"; select 2`, [`select 'a;''b', "c;d"`, 'select 2']],
		['escape strings', `select E'a\\';b'; select 2`, [`select E'a\\';b'`, 'select 2']],
		['dollar quotes', 'do $x$ begin; $$;$$ end $x$; select 2', ['do $x$ begin; $$;$$ end $x$', 'select 2']],
		['nested comments', 'select /* a /* ; */ ; */ 1; select 2', ['select /* a /* ; */ ; */ 1', 'select 2']],
		[
			'the actions of a rule',
			'create rule r as on insert to t do also (select 1; select 2); select 3',
			['create rule r as on insert to t do also (select 1; select 2)', 'select 3'],
		],
		[
			'the body of an SQL function',
			'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
			[
				'create function f() returns int begin atomic select case when true then 1 end; select 2; end',
				'select 3',
			],
		],
		[
			'control characters',
			`select '\u001b;\u0007' as "\b"; /* \f; */ select $$\u0001;$$`,
			[`select '\u001b;\u0007' as "\b"`, 'select $$\u0001;$$'],
		],
		['what comes after a NUL', 'select 1;\u0000 select 2', ['select 1', 'select 2']],
		['characters of several bytes', "select 'é;ü'; select '日本'", ["select 'é;ü'", "select '日本'"]],
	])('keeps %s', async (_what, script, expected) => {
		expect(await texts(script)).toEqual(expected);
	});

	it('returns the line of each statement and of an error in it', async () => {
		const [first, second] = await splitStatements('-- one\nselect 1;\n\nselect\n  é,\n  x');
		expect(first?.line).toBe(2);
		expect(second?.line).toBe(4);
		if (!second) throw new Error('missing');
		expect(errorLine(second, second.text.indexOf('  x') + 2 + 1)).toBe(6);
		expect(errorLine(second, undefined)).toBe(4);
	});

	it.each(['begin', 'start transaction', 'savepoint a', 'rollback to a', 'abort', 'end'])(
		'gives consistent advice against %j in and outside a transaction',
		async word => {
			const failures = [true, false].map(async transaction => {
				const failure: unknown = await splitStatements(`select 1; ${word}`, transaction).catch(
					error => error,
				);
				return failure instanceof ScriptError ? failure.message : '';
			});
			const [within, outside] = await Promise.all(failures);
			expect(within).toMatch(/pgdeck runs the file in one transaction\. Remove it\.$/);
			expect(within).not.toContain('transaction:false');
			expect(outside).toMatch(/with transaction:false, each statement commits on its own\. Remove it/);
		},
	);

	it.each([
		['begin; select 1; commit', 'BEGIN', 1],
		['select 1;\ncommit', 'COMMIT', 2],
		["prepare transaction 'x'", 'PREPARE', 1],
		['select 1;\n\\i other.sql', 'backslash', 2],
		['copy t from stdin;', 'COPY FROM STDIN', 1],
		["select 1;\nselect 'abc", 'unterminated quoted string', 2],
	])('refuses %j', async (script, reason, line) => {
		const failure = await splitStatements(script).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(ScriptError);
		expect((failure as ScriptError).message).toContain(reason);
		expect((failure as ScriptError).line).toBe(line);
	});
});
