import {shellWord} from '../format/identifier.ts';
import {RefusedError, UsageError, UserError} from '../postgres/errors.ts';
import type {Reader} from '../postgres/reader.ts';
import {type NamedKind, readNamed} from '../queries/indexes/index-by-name.ts';
import {SchemaWithheld} from '../queries/tables/schema-withheld.ts';
import {sanitise} from '../terminal/sanitise.ts';

/** The oids of what is named, each once. Names that may mean two things are asked about, never guessed at. */
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
		const hint = /^\w+=/.test(name) ? ' A connection of key=value pairs goes after -d.' : '';
		const list = kind === 'index' ? ', and see: pgdeck indexes list' : '';
		throw new UserError(`There is no ${kind} ${sanitise(name)}. Give its schema too${list}.${hint}`);
	}
	if (others.length > 0) {
		const all = [found, ...others].map(item => shellWord(sanitise(item.name)));
		throw new UsageError(
			`${sanitise(name)} may be ${all.join(' or ')}. Give the one that is meant, written so, with its quotes.`,
		);
	}
	if (found.apart !== null) {
		throw new RefusedError(`${sanitise(found.name)} is ${found.apart}: pgdeck leaves it alone.`);
	}
	return found.oid;
}

/** A right that is missing is no failure: it is refused, with the GRANT that helps. */
export function refuseWithheld(name: string): (error: unknown) => never {
	return error => {
		if (!(error instanceof SchemaWithheld)) throw error;
		const {schema, role} = error;
		throw new RefusedError(
			`${sanitise(name)} can't be looked up: this role may not use the schema ${schema}. To allow it, its owner runs: GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
			{cause: error},
		);
	};
}
