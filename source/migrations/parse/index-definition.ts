import type {IndexElem, IndexStmt} from 'libpg-query';
import {identifier} from '../../format/identifier.ts';
import {loadParser, parseStatement} from './parser.ts';
import {ScriptError, splitStatements} from './statements.ts';

/** A CREATE INDEX taken apart, so that it can be said CONCURRENTLY, by a name, and of partitions one by one. */
export type IndexDefinition = {
	readonly unique: boolean;
	/** Unquoted; undefined where it has none of its own. */
	readonly name: string | undefined;
	/** As SQL writes it, with its schema where that was given. */
	readonly table: string;
	/** What makes up a name where none is given. */
	readonly parts: readonly string[];
	/** From USING or the columns to its end. */
	readonly rest: string;
};

/** @returns why it is none that can be built, in a sentence */
export async function readIndexDefinition(text: string): Promise<IndexDefinition | string> {
	let statements: Awaited<ReturnType<typeof splitStatements>>;
	try {
		statements = await splitStatements(text, false);
	} catch (error) {
		if (error instanceof ScriptError) return error.message;
		throw error;
	}
	const [statement, second] = statements;
	if (!statement) return 'Nothing was given. Write CREATE INDEX ON table (column).';
	if (second) return 'That is more than one statement. Give one CREATE INDEX.';
	const node = await parseStatement(statement.text);
	const index = node && 'IndexStmt' in node ? (node.IndexStmt as IndexStmt) : undefined;
	if (!index?.relation?.relname) {
		return node
			? 'That is no CREATE INDEX.'
			: "That can't be read as SQL. Write CREATE INDEX ON table (column).";
	}
	const {relation} = index;
	if (relation.inh !== true)
		return 'ON ONLY builds nothing. Leave ONLY out: partitions are built one by one.';
	if (relation.catalogname) return 'Leave the name of the database out.';
	const names = [relation.schemaname, relation.relname].filter(
		name => name !== undefined && name !== '',
	) as string[];
	return {
		unique: index.unique === true,
		name: index.idxname || undefined,
		table: names.map(identifier).join('.'),
		parts: [relation.relname ?? '', ...(index.indexParams ?? []).map(partName)],
		rest: await afterName(statement.text, relation.location ?? 0, names.length),
	};
}

function partName(parameter: unknown): string {
	const element = (parameter as {IndexElem?: IndexElem}).IndexElem;
	return element?.name ?? element?.indexcolname ?? 'expr';
}

/** The text after the name of the table: places are bytes of UTF-8, and a name may have quotes and comments in it. */
async function afterName(text: string, location: number, words: number): Promise<string> {
	const {scanSync} = await loadParser();
	const tokens = scanSync(text).tokens.filter(
		({start, tokenName}) => start >= location && tokenName !== 'SQL_COMMENT' && tokenName !== 'C_COMMENT',
	);
	// A star after it is what it means anyway.
	const [first] = tokens.slice(words * 2 - 1).filter(({text: word}) => word !== '*');
	return first ? Buffer.from(text).toString('utf8', first.start).trim() : '';
}

/** As PostgreSQL itself names one: table, columns, idx, in 63 bytes. A number goes before its end where it is taken. */
export function indexName(parts: readonly string[], attempt = 0): string {
	const end = attempt === 0 ? '_idx' : `_idx${attempt}`;
	let base = parts.join('_');
	while (Buffer.byteLength(base) > 63 - end.length) base = [...base].slice(0, -1).join('');
	return base + end;
}
