import {shellWord} from '../format/identifier.ts';
import {RefusedError, UsageError, UserError} from '../postgres/errors.ts';
import type {Reader} from '../postgres/reader.ts';
import {type NamedKind, readNamed} from '../queries/indexes/index-by-name.ts';
import {SchemaWithheld} from '../queries/tables/schema-withheld.ts';
import {sanitize} from '../terminal/sanitize.ts';

/** The OIDs of the named relations, each once. An ambiguous name is an error. */
export async function findAll(
	reader: Reader,
	kind: NamedKind,
	names: readonly string[],
): Promise<readonly number[]> {
	return [...new Set(await Promise.all(names.map(name => find(reader, kind, name))))];
}

async function find(reader: Reader, kind: NamedKind, name: string): Promise<number> {
	const [found, ...others] = await readNamed(reader, kind, name).catch(refuseWithheld(name));
	if (!found) {
		const hint = /^\w+=/.test(name) ? ' Give a connection of key=value pairs with -d.' : '';
		const list = `pgdeck ${kind === 'index' ? 'indexes' : 'tables'} list`;
		throw new UserError(
			`The ${kind} ${sanitize(name)} does not exist. Check the name and its schema with: ${list}.${hint}`,
		);
	}
	if (others.length > 0) {
		const all = [found, ...others].map(item => shellWord(sanitize(item.name)));
		throw new UsageError(
			`${sanitize(name)} is ambiguous. Give one of these with its quotes: ${all.join(' or ')}`,
		);
	}
	if (found.apart !== null) {
		throw new RefusedError(`${sanitize(found.name)} is ${found.apart}. pgdeck does not change it.`);
	}
	return found.oid;
}

/** Reports a missing privilege as a refusal, with the GRANT that allows it. */
export function refuseWithheld(name: string): (error: unknown) => never {
	return error => {
		if (!(error instanceof SchemaWithheld)) throw error;
		const {schema, role} = error;
		throw new RefusedError(
			`pgdeck can't look up ${sanitize(name)}: the role ${role} requires USAGE on the schema ${schema}. As its owner, run: GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
			{cause: error},
		);
	};
}
