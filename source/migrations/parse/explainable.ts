import {loadParser, nodesWithin, parseStatement} from './parser.ts';
import {ScriptError, splitStatements} from './statements.ts';

/** Statements that EXPLAIN knows and that name no other: VALUES and WITH are SELECTs to the parser. */
const kinds = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

type Explainable = {readonly parameters: boolean} | {readonly reason: string};

/** Whether a text is one statement that has a plan, and whether that depends on parameters. */
export async function explainable(text: string): Promise<Explainable> {
	const {parseSync} = await loadParser();
	let statements: ReturnType<typeof parseSync>['stmts'];
	try {
		({stmts: statements} = parseSync(text));
	} catch {
		return {reason: 'This is no statement that the parser understands: it may be cut off.'};
	}
	const [first, ...more] = statements ?? [];
	if (!first?.stmt) return {reason: 'There is no statement in it.'};
	if (more.length > 0) return {reason: 'These are several statements: EXPLAIN takes one.'};
	const [kind = ''] = Object.keys(first.stmt);
	if (!kinds.includes(kind)) {
		return {reason: 'Only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH have a plan to explain.'};
	}
	return {parameters: nodesWithin(first.stmt, 'ParamRef').length > 0};
}

/** What one statement that can be planned names, by the last part of each name, and how many parameters it has. */
export type StatementNames = {
	readonly functions: readonly string[];
	readonly operators: readonly string[];
	readonly types: readonly string[];
	readonly relations: readonly string[];
	/** A function, an operator or a type is named with a schema that is not the system's. */
	readonly outside: boolean;
	readonly parameters: number;
};

/**
@returns what it names; 'unknown' where it can't be read as one statement, 'utility' where it has no plan
*/
export async function namesOf(text: string): Promise<StatementNames | 'unknown' | 'utility'> {
	const node = (await isSingle(text)) ? await parseStatement(text) : undefined;
	if (!node) return 'unknown';
	if (!kinds.some(kind => kind in node)) return 'utility';
	const within = (kind: string) => nodesWithin(node, kind).filter(Array.isArray).map(words);
	const functions = within('funcname');
	const operators = [...within('name'), ...within('operName'), ...within('useOp')];
	const types = within('names');
	const last = (list: readonly string[][]) => list.flatMap(parts => parts.at(-1) ?? []);
	const numbers = nodesWithin(node, 'ParamRef').map(
		reference => (reference as {number?: number}).number ?? 0,
	);
	return {
		functions: last(functions),
		operators: last(operators),
		types: last(types),
		relations: nodesWithin(node, 'relname').map(String),
		outside: [...functions, ...operators, ...types].some(
			parts => parts.length > 1 && parts[0] !== 'pg_catalog',
		),
		parameters: Math.max(0, ...numbers),
	};
}

async function isSingle(text: string): Promise<boolean> {
	try {
		return (await splitStatements(text, false)).length === 1;
	} catch (error) {
		if (error instanceof ScriptError) return false;
		throw error;
	}
}

/** A name in parts, as the parser gives it. */
function words(parts: unknown): string[] {
	return nodesWithin(parts, 'sval').map(String);
}
