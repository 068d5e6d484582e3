import {foreignLedgerText} from '../../domain/migrations/words.ts';
import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Ledger, MigrationRights} from '../../queries/migrations/ledger.ts';
import {block, pass, warn} from '../engine/check.ts';
import type {Check} from '../engine/plan.ts';
import {said} from './words.ts';

/** The GRANT for all missing privileges on the ledger; undefined if none is missing. */
export function rightsGrant({missing}: MigrationRights, {quotedUser}: ServerIdentity): string | undefined {
	return missing.length === 0
		? undefined
		: missing
				.map(({table, privileges}) => `GRANT ${privileges.join(', ')} ON ${table} TO ${quotedUser};`)
				.join(' ');
}

/**
@param grant lets the role use the ledger
@throws {RefusedError} if the ledger is another tool's, or may not be read
*/
export function usableLedger(
	ledger: Ledger,
	grant?: string,
): Extract<Ledger, {kind: 'absent'} | {kind: 'dbmate'}> {
	switch (ledger.kind) {
		case 'foreign':
			throw new RefusedError(foreignLedgerText(ledger));
		case 'denied':
			throw new RefusedError(
				`This role may not read ${ledger.tables.join(' and ')}. ${grant === undefined ? 'Make the action plan again.' : `Their owner can run: ${grant}`}`,
			);
		default:
			return ledger;
	}
}

/** @param creates the plan creates the ledger or its second table */
export function rightsCheck(rights: MigrationRights, server: ServerIdentity, creates: boolean): Check {
	const grant = rightsGrant(rights, server);
	const {schema} = rights;
	if (grant !== undefined) return block(said('ledger-rights', {grant}));
	if (rights.mayCreate) return pass(said('may-create', {schema}));
	const remedy = schema === null ? null : `GRANT CREATE ON SCHEMA ${schema} TO ${server.quotedUser};`;
	return (creates ? block : warn)(said('no-create-right', {schema, grant: remedy}));
}
