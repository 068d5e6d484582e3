import {NothingToDo} from '../../postgres/errors.ts';
import {readDatabaseFacts} from '../../queries/registry/setup-facts.ts';
import {sanitize} from '../../terminal/sanitize.ts';
import type {Action} from '../engine/action.ts';
import {block, pass} from '../engine/check.ts';
import {createPlan} from '../engine/create-plan.ts';
import {said} from './words.ts';

/** PostgreSQL truncates longer names. */
const nameBytes = 63;

export type CreateDatabaseRequest = {readonly action: 'create-database'; readonly name: string};

type DatabaseTarget = {readonly kind: 'database'; readonly name: string};

/** Creates a database, connected to another one of the same server. */
export const createDatabase: Action<CreateDatabaseRequest, DatabaseTarget> = {
	id: 'create-database',
	title: 'Create a database',
	async plan(context, {name}) {
		const {reader, server} = context;
		const facts = await readDatabaseFacts(reader, name);
		const shown = sanitize(name);
		if (facts.there) throw new NothingToDo(`The database ${shown} already exists.`);
		const rights = facts.mayCreate
			? pass(said('may-create-database'))
			: block(said('no-database-right', {role: server.quotedUser, database: facts.sqlName}));
		const tooLong =
			facts.bytes > nameBytes ? [block(said('long-name', {bytes: facts.bytes, most: nameBytes}))] : [];
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
							does: 'create-database',
							text: `CREATE DATABASE ${facts.sqlName}${facts.inTemplate ? ' TEMPLATE template0' : ''}`,
							lock: 'none',
							on: [],
						},
					],
					record: [],
				},
			],
			checks: [rights, ...tooLong],
			// In production the name of the new database is typed, not that of the connected one.
			typedWord: server.production ? name : null,
		});
	},
	async verify(reader, {target}) {
		const {there} = await readDatabaseFacts(reader, target.name);
		return there ? said('database-exists') : undefined;
	},
};
