import type {ServerIdentity} from '../../domain/snapshot/schema.ts';
import {foreignLedgerText} from '../../migrations/foreign-ledger.ts';
import {RefusedError} from '../../postgres/errors.ts';
import type {Ledger, MigrationRights} from '../../queries/migrations/ledger.ts';
import type {Check} from '../engine/plan.ts';

/** What would give the role all that it lacks on the ledger that is there; undefined where it lacks nothing. */
export function rightsGrant({missing}: MigrationRights, {quotedUser}: ServerIdentity): string | undefined {
	return missing.length === 0
		? undefined
		: missing
				.map(({table, privileges}) => `GRANT ${privileges.join(', ')} ON ${table} TO ${quotedUser};`)
				.join(' ');
}

/**
@param grant what would let the role use it
@throws {RefusedError} where the ledger is another tool's, or may not be read
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
				`This role may not read ${ledger.tables.join(' and ')}. ${grant === undefined ? 'Make the plan again.' : `To allow it, their owner runs: ${grant}`}`,
			);
		default:
			return ledger;
	}
}

/** @param creates the ledger, or its second table, has to be made first */
export function rightsCheck(rights: MigrationRights, server: ServerIdentity, creates: boolean): Check {
	const grant = rightsGrant(rights, server);
	const schema = rights.schema === null ? 'its search_path' : `the schema ${rights.schema}`;
	if (grant !== undefined) {
		return {
			name: 'rights',
			verdict: 'block',
			detail: `this role may not write the ledger of migrations. To allow it, its owner runs: ${grant}`,
		};
	}
	if (rights.mayCreate) return {name: 'rights', verdict: 'pass', detail: `this role may create in ${schema}`};
	const remedy =
		rights.schema === null
			? 'no schema of it is there, or may be used'
			: `to allow it, its owner runs: GRANT CREATE ON SCHEMA ${rights.schema} TO ${server.quotedUser};`;
	return {
		name: 'rights',
		verdict: creates ? 'block' : 'warn',
		detail: `this role may not create in ${schema}: ${remedy}`,
	};
}
