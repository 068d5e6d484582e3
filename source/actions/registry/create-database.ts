import {NothingToDo} from '../../postgres/errors.ts';
import {readDatabaseFacts} from '../../queries/registry/setup-facts.ts';
import {sanitise} from '../../terminal/sanitise.ts';
import type {Action} from '../engine/action.ts';
import {type Check, planId} from '../engine/plan.ts';
import {policyChecks} from '../engine/policy.ts';
import {writeChecks} from '../engine/write-default.ts';

/** PostgreSQL cuts longer names off. */
const nameBytes = 63;

/** Creates a database, from within another one of the same server. */
export const createDatabase: Action<'create-database'> = {
	id: 'create-database',
	title: 'Create a database',
	async plan({reader, connection, server, permission, now}, {name}) {
		const facts = await readDatabaseFacts(reader, name);
		const shown = sanitise(name);
		if (facts.there) throw new NothingToDo(`The database ${shown} is there already.`);
		const rights: Check = facts.mayCreate
			? {name: 'rights', verdict: 'pass', detail: 'this role may create databases'}
			: {
					name: 'rights',
					verdict: 'block',
					detail: `this role may not create databases. To allow it, a superuser runs: ALTER ROLE ${server.quotedUser} CREATEDB; or creates it: CREATE DATABASE ${facts.sqlName} OWNER ${server.quotedUser};`,
				};
		const tooLong: Check[] =
			facts.bytes > nameBytes
				? [
						{
							name: 'name',
							verdict: 'block',
							detail: `a name has at most ${nameBytes} bytes, and this one ${facts.bytes}`,
						},
					]
				: [];
		const id = planId();
		return {
			id,
			action: 'create-database',
			title: `Create the database ${shown}`,
			risk: 'low',
			server,
			units: [
				{
					id: `${id}.1`,
					title: `Create the database ${shown}`,
					target: {kind: 'database', name},
					transactional: false,
					statements: [
						{
							text: `CREATE DATABASE ${facts.sqlName}${facts.inTemplate ? ' TEMPLATE template0' : ''}`,
							lock: 'none',
							on: [],
						},
					],
					record: [],
				},
			],
			checks: [...policyChecks(server, permission), ...(await writeChecks(connection)), rights, ...tooLong],
			// The database that it is created from says nothing: its own name is typed in production.
			...(server.production ? {typedWord: name} : {}),
			plannedAt: now,
		};
	},
	async verify(reader, {target}) {
		if (target.kind !== 'database') return 'it is not a database';
		const {there} = await readDatabaseFacts(reader, target.name);
		return there ? 'someone else has created it in the meantime' : undefined;
	},
};
