import {expect, it} from 'vitest';
import {describeError, isConnectionLoss, toServerError} from '../../source/postgres/server-error.ts';

it.each([
	['role "nobody" does not exist', /Give an existing role with LOGIN with -U/],
	['role "nobody" is not permitted to log in', /Give an existing role with LOGIN with -U/],
	['Rolle »nobody« existiert nicht', /Give an existing role with LOGIN with -U/],
	[
		'no pg_hba.conf entry for host "10.0.0.7", user "dba", database "shop", no encryption',
		/Check its pg_hba\.conf/,
	],
	['Peer authentication failed for user "dba"', /Check its pg_hba\.conf/],
])('advises on each cause of 28000: %s', (message, advice) => {
	expect(describeError({code: '28000', message})).toMatch(advice);
});

it('mentions a socket only when connecting to one', () => {
	const connecting = Object.assign(new Error('connect ENOENT /run/postgresql/.s.PGSQL.5432'), {
		code: 'ENOENT',
	});
	const reading = Object.assign(new Error("ENOENT: no such file or directory, open '/x/303_l.sql'"), {
		code: 'ENOENT',
	});
	expect(describeError(toServerError(connecting))).toMatch(/The socket does not exist\. Give a host with -h/);
	expect(describeError(toServerError(reading))).toBe(`${reading.message}.`);
	expect([connecting, reading].map(isConnectionLoss)).toEqual([true, false]);
});

it('reports a lost connection in words', () => {
	const error = Object.assign(new Error('write CONNECTION_CLOSED 127.0.0.1:5432'), {
		code: 'CONNECTION_CLOSED',
	});
	expect(describeError(toServerError(error))).toBe('The connection to the server was lost.');
});
