import holdersSql from '../../../sql/queries/locks/lock-holders.sql';
import type {Reader} from '../../postgres/reader.ts';
import {type Blocker, blockerRow} from '../run/watch.ts';
import {parseRows, sqlBody} from '../statement.ts';

/** @param modes as pg_locks names them */
export async function readLockHolders(
	reader: Reader,
	relations: readonly number[],
	modes: readonly string[],
): Promise<Blocker[]> {
	const ask = [`{${relations.join()}}`, `{${modes.join()}}`];
	return parseRows(await reader.read(sql => sql.unsafe(sqlBody(holdersSql), ask)), blockerRow);
}
