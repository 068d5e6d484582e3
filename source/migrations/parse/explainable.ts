import type {CodedBy} from '../../format/coded.ts';
import {notExplainable, type statementWords} from '../words.ts';
import {loadParser, nodesWithin, parseStatement} from './parser.ts';
import {ScriptError, splitStatements} from './statements.ts';

/** Statements that EXPLAIN takes. VALUES and WITH are SELECTs to the parser. */
const kinds = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

type Explainable = {readonly parameters: boolean} | {readonly reason: CodedBy<typeof statementWords>};

/** Whether a text is one statement that has a query plan, and whether the plan depends on parameters. */
export async function explainable(text: string): Promise<Explainable> {
	const {parseSync} = await loadParser();
	let statements: ReturnType<typeof parseSync>['stmts'];
	try {
		({stmts: statements} = parseSync(text));
	} catch {
		return {reason: notExplainable('not-parsed')};
	}
	const [first, ...more] = statements ?? [];
	if (!first?.stmt) return {reason: notExplainable('no-statement')};
	if (more.length > 0) return {reason: notExplainable('several-statements')};
	const [kind = ''] = Object.keys(first.stmt);
	if (!kinds.includes(kind)) {
		return {reason: notExplainable('no-query-plan')};
	}
	return {parameters: nodesWithin(first.stmt, 'ParamRef').length > 0};
}

/** The names in one statement that has a query plan (the last part of each), and its number of parameters. */
export type StatementNames = {
	readonly functions: readonly string[];
	readonly operators: readonly string[];
	readonly types: readonly string[];
	readonly relations: readonly string[];
	/** A function, an operator or a type has a schema other than pg_catalog. */
	readonly outside: boolean;
	readonly parameters: number;
};

/**
@returns its names; 'unknown' if it can't be parsed as one statement, 'utility' if it has no query plan
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
