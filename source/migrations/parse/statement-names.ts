import {nodesWithin, parseStatement} from './parser.ts';
import {ScriptError, splitStatements} from './statements.ts';

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

const kinds = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

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
