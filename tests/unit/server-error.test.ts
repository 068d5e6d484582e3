import {expect, it} from 'vitest';
import {describeError} from '../../source/postgres/server-error.ts';

it.each([
	['role "nobody" does not exist', /Name a role that exists/],
	['role "nobody" is not permitted to log in', /may log in with -U/],
	['Rolle »nobody« existiert nicht', /Name a role that exists/],
	[
		'no pg_hba.conf entry for host "10.0.0.7", user "dba", database "shop", no encryption',
		/see its pg_hba\.conf/,
	],
	['Peer authentication failed for user "dba"', /see its pg_hba\.conf/],
])('28000 advises on what is wrong: %s', (message, advice) => {
	expect(describeError({code: '28000', message})).toMatch(advice);
});
