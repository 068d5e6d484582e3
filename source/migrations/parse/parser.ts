import type {Node} from 'libpg-query';

/**
PostgreSQL's own scanner and parser (libpg-query, grammar of version 18). Loaded on first use, since its WebAssembly
costs 40 ms and 60 MB.
*/
export async function loadParser(): Promise<typeof import('libpg-query')> {
	const parser = await import('libpg-query');
	await parser.loadModule();
	return parser;
}

/** Undefined if the syntax is wrong or newer than the parser: the server will report that. */
export async function parseStatement(text: string): Promise<Node | undefined> {
	const {parseSync} = await loadParser();
	try {
		return parseSync(text).stmts?.[0]?.stmt;
	} catch {
		return undefined;
	}
}

/** Every node of a kind at any depth, the node itself included. */
export function nodesWithin(node: unknown, kind: string): unknown[] {
	if (node === null || typeof node !== 'object') return [];
	return Object.entries(node).flatMap(([key, value]) => [
		...(key === kind ? [value] : []),
		...nodesWithin(value, kind),
	]);
}
