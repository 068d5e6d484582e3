/**
PostgreSQL's own scanner and parser (libpg-query, the grammar of version 18). Loaded when it is needed: its WebAssembly
takes 40 ms and 60 MB, which a console that only looks does not pay.
*/
export async function loadParser(): Promise<typeof import('libpg-query')> {
	const parser = await import('libpg-query');
	await parser.loadModule();
	return parser;
}
