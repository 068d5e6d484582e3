import {loadParser, nodesWithin} from './parser.ts';

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
