import {expect, it} from 'vitest';
import {readOnlyText} from '../../source/actions/engine/write-default.ts';

it.each([
	['user', 'ALTER ROLE "r 1" RESET default_transaction_read_only;'],
	['database', 'ALTER DATABASE "d 1" RESET default_transaction_read_only;'],
	['database user', 'ALTER ROLE "r 1" IN DATABASE "d 1" RESET default_transaction_read_only;'],
	['global', 'ALTER ROLE ALL RESET default_transaction_read_only;'],
	['client', 'Take it out of PGOPTIONS'],
	['configuration file', 'ALTER SYSTEM SET default_transaction_read_only = off;'],
	['command line', 'ALTER SYSTEM SET default_transaction_read_only = off;'],
])('read only by %s is undone where it was said', (source, remedy) => {
	expect(readOnlyText({source, quotedUser: '"r 1"', quotedDatabase: '"d 1"'})).toContain(remedy);
});
