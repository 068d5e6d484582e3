import * as z from 'zod';
import identitySql from '../../sql/queries/identity.sql';
import systemSql from '../../sql/queries/system-identifier.sql';
import type {Reader} from '../postgres/reader.ts';
import {readRow, time} from './statement.ts';

export const identityRow = z.object({
	versionNumber: z.int().describe('As in server_version_num: 180004'),
	version: z.string(),
	database: z.string(),
	databaseOid: z.int(),
	user: z.string(),
	quotedUser: z.string().describe('The role as SQL writes it'),
	superuser: z.boolean(),
	monitor: z.boolean().describe('Has the rights of pg_monitor'),
	inRecovery: z.boolean(),
	startedAt: time,
	systemIdentifier: z.string().nullable(),
});
export type IdentityRow = z.infer<typeof identityRow>;

const systemRow = identityRow.pick({systemIdentifier: true});
const answerRow = identityRow.omit({systemIdentifier: true}).extend({mayIdentify: z.boolean()});

export async function readIdentity(reader: Reader): Promise<IdentityRow> {
	const {mayIdentify, ...row} = await readRow(reader, identitySql, answerRow);
	const {systemIdentifier} = mayIdentify
		? await readRow(reader, systemSql, systemRow)
		: {systemIdentifier: null};
	return {...row, systemIdentifier};
}
