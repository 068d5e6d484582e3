import type {Node} from 'libpg-query';

/**
PostgreSQL's own scanner and parser (libpg-query, the grammar of version 18). Loaded when it is needed: its WebAssembly
takes 40 ms and 60 MB, which a console that only looks does not pay.
*/
export async function loadParser(): Promise<typeof import('libpg-query')> {
	const parser = await import('libpg-query');
	await parser.loadModule();
	return parser;
}

/** Undefined where the syntax is newer than the parser, or wrong: the server will tell. */
export async function parseStatement(text: string): Promise<Node | undefined> {
	const {parseSync} = await loadParser();
	try {
		return parseSync(text).stmts?.[0]?.stmt;
	} catch {
		return undefined;
	}
}

/** Every node of that kind, wherever it is nested, itself included. */
export function nodesWithin(node: unknown, kind: string): unknown[] {
	if (node === null || typeof node !== 'object') return [];
	return Object.entries(node).flatMap(([key, value]) => [
		...(key === kind ? [value] : []),
		...nodesWithin(value, kind),
	]);
}
