import type {IndexElem, IndexStmt} from 'libpg-query';
import type {Coded} from '../../format/coded.ts';
import {identifier} from '../../format/identifier.ts';
import {type definitionWords, notDefinition} from '../words.ts';
import {loadParser, parseStatement} from './parser.ts';
import {ScriptError, splitStatements} from './statements.ts';

/** The parts of a CREATE INDEX, to build it CONCURRENTLY, under another name, or on each partition. */
export type IndexDefinition = {
	readonly unique: boolean;
	/** Unquoted; undefined if the statement gives none. */
	readonly name: string | undefined;
	/** Quoted for SQL, with its schema if one was given. */
	readonly table: string;
	/** Table and columns, to make a name if none is given. */
	readonly parts: readonly string[];
	/** The text from USING or the columns to the end. */
	readonly rest: string;
};

type NotDefinition = Coded<keyof typeof definitionWords>;

/** @returns why it can't be built, if it is not a usable definition */
export async function readIndexDefinition(text: string): Promise<IndexDefinition | NotDefinition> {
	let statements: Awaited<ReturnType<typeof splitStatements>>;
	try {
		statements = await splitStatements(text, false);
	} catch (error) {
		if (error instanceof ScriptError) return notDefinition('bad-script', {problem: error.problem.text});
		throw error;
	}
	const [statement, second] = statements;
	if (!statement) return notDefinition('no-definition');
	if (second) return notDefinition('several-definitions');
	const node = await parseStatement(statement.text);
	const index = node && 'IndexStmt' in node ? (node.IndexStmt as IndexStmt) : undefined;
	if (!index?.relation?.relname) {
		return notDefinition(node ? 'not-create-index' : 'not-sql');
	}
	const {relation} = index;
	if (relation.inh !== true) return notDefinition('on-only');
	if (relation.catalogname) return notDefinition('database-name');
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

/** The text after the table's name. Locations count UTF-8 bytes, and a name may contain quotes and comments. */
async function afterName(text: string, location: number, words: number): Promise<string> {
	const {scanSync} = await loadParser();
	const tokens = scanSync(text).tokens.filter(
		({start, tokenName}) => start >= location && tokenName !== 'SQL_COMMENT' && tokenName !== 'C_COMMENT',
	);
	// `table *` means the same as `table`.
	const [first] = tokens.slice(words * 2 - 1).filter(({text: word}) => word !== '*');
	return first ? Buffer.from(text).toString('utf8', first.start).trim() : '';
}

/** The name PostgreSQL would choose: table, columns, idx, within 63 bytes. A number is added if the name is taken. */
export function indexName(parts: readonly string[], attempt = 0): string {
	const end = attempt === 0 ? '_idx' : `_idx${attempt}`;
	let base = parts.join('_');
	while (Buffer.byteLength(base) > 63 - end.length) base = [...base].slice(0, -1).join('');
	return base + end;
}
