import {expect, it} from 'vitest';
import {checkWord} from '../../source/actions/engine/words.ts';

it.each([
	['user', 'ALTER ROLE "r 1" RESET default_transaction_read_only;'],
	['database', 'ALTER DATABASE "d 1" RESET default_transaction_read_only;'],
	['database user', 'ALTER ROLE "r 1" IN DATABASE "d 1" RESET default_transaction_read_only;'],
	['global', 'ALTER ROLE ALL RESET default_transaction_read_only;'],
	['client', 'Remove it from PGOPTIONS'],
	['configuration file', 'ALTER SYSTEM SET default_transaction_read_only = off;'],
	['command line', 'ALTER SYSTEM SET default_transaction_read_only = off;'],
])('names the statement that allows writes again: read-only by %s', (source, remedy) => {
	expect(checkWord('read-only-default', {source, role: '"r 1"', database: '"d 1"'}).text).toContain(remedy);
});
