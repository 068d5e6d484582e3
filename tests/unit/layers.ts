/**
Folders of source/, bottom first. A module imports from its own folder and from folders above it in this list, never from
a folder below it or beside it. docs/architecture.md has the same list.
*/
export const layers: ReadonlyArray<readonly string[]> = [
	['terminal', 'format', 'theme'],
	['postgres'],
	['queries'],
	['migrations'],
	['settings', 'domain'],
	['history'],
	['findings'],
	['sampler', 'actions'],
	['recording'],
	['keys', 'components', 'report'],
	['panes'],
	['app'],
	['demo'],
	['commands'],
	['(root)'],
];
