import {NothingToDo} from '../../postgres/errors.ts';
import {readDatabaseFacts} from '../../queries/registry/setup-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {createPlan} from '../engine/create-plan.ts';
import type {Check} from '../engine/plan.ts';

/** PostgreSQL cuts longer names off. */
const nameBytes = 63;

export type CreateDatabaseRequest = {readonly action: 'create-database'; readonly name: string};

type DatabaseTarget = {readonly kind: 'database'; readonly name: string};

/** Creates a database, from within another one of the same server. */
export const createDatabase: Action<CreateDatabaseRequest, DatabaseTarget> = {
	id: 'create-database',
	title: 'Create a database',
	async plan(context, {name}) {
		const {reader, server} = context;
		const facts = await readDatabaseFacts(reader, name);
		const shown = sanitize(name);
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
		return createPlan(createDatabase, context, {
			title: `Create the database ${shown}`,
			risk: 'low',
			units: [
				{
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
			checks: [rights, ...tooLong],
			// The database that it is created from says nothing: its own name is typed in production.
			typedWord: server.production ? name : null,
		});
	},
	async verify(reader, {target}) {
		const {there} = await readDatabaseFacts(reader, target.name);
		return there ? 'someone else has created it in the meantime' : undefined;
	},
};
