import {describe, expect, it} from 'vitest';
import {layers} from './layers.ts';
import {type Import, imports, modules} from './source-imports.ts';

/** Exceptions, each with its reason. An exception that is no longer needed fails too. */
const exceptions: Readonly<Record<string, string>> = {};

const level = (folder: string) => layers.findIndex(folders => folders.includes(folder));
const named = ({from, to}: Import) => `${from} -> ${to}`;
const folderOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : '(root)');
const internal = imports.filter(({kind}) => kind === 'source');

/** Imports, by name, that match. */
const found = (matches: (edge: Import) => boolean) => imports.filter(matches).map(named);
const isIn = (file: string, ...folders: readonly string[]) => folders.includes(folderOf(file));

describe('layers', () => {
	it('name every folder of source/', () => {
		const folders = new Set(modules.map(folderOf));
		expect([...folders].sort()).toEqual(layers.flat().sort());
	});

	const upward = internal.filter(({from, to}) => {
		const [own, other] = [folderOf(from), folderOf(to)];
		return own !== other && level(other) >= level(own);
	});

	it('are imported one way', () => {
		expect(upward.map(named).filter(edge => !(edge in exceptions))).toEqual([]);
	});

	it('have no unused exception, and none at run time', () => {
		expect(Object.keys(exceptions).filter(edge => !upward.map(named).includes(edge))).toEqual([]);
		expect(upward.filter(({typeOnly}) => !typeOnly).map(named)).toEqual([]);
	});
});

/** Layers whose folders are topics. */
const byTopic = ['queries', 'domain', 'findings', 'sampler', 'actions', 'panes'];
/** Folders in them that are about no topic: what any of them is made of. */
const neutral = [
	'actions/engine',
	'sampler/engine',
	// The snapshot as a whole, a section, a detail.
	'domain/snapshot',
	// Server queries used by the action engine.
	'queries/run',
];

/** The topic folder that a file is in; undefined for one that belongs to no topic. */
function topicOf(file: string): string | undefined {
	const [layer = '', topic = '', rest] = file.split('/');
	if (rest === undefined || !byTopic.includes(layer)) return undefined;
	return neutral.includes(`${layer}/${topic}`) ? undefined : `${layer}/${topic}`;
}

describe('engines', () => {
	it('are known to the test', () => {
		const engines = [
			...new Set(modules.filter(file => file.includes('/engine/')).map(file => file.split('/engine/')[0])),
		];
		expect(engines.sort()).toEqual(['actions', 'sampler']);
	});

	it('import no topic, not even as a type', () => {
		expect(found(({from, to}) => from.includes('/engine/') && topicOf(to) !== undefined)).toEqual([]);
	});

	it('have no neutral folder beside them that imports topics', () => {
		expect(found(({from, to}) => from.startsWith('queries/run/') && topicOf(to) !== undefined)).toEqual([]);
	});

	it('do not import the tables of topics', () => {
		const tables = ['actions/table.ts', 'sampler/topics.ts', 'sampler/details.ts'];
		expect(found(({from, to}) => from.includes('/engine/') && tables.includes(to))).toEqual([]);
	});
});

describe('files', () => {
	it('have no import cycles', () => {
		const state = new Map<string, 'open' | 'closed'>();
		const circles: string[] = [];
		const visit = (file: string, trail: readonly string[]): void => {
			if (state.get(file) === 'open') circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
			if (state.has(file)) return;
			state.set(file, 'open');
			for (const {from, to} of internal) if (from === file) visit(to, [...trail, file]);
			state.set(file, 'closed');
		};
		for (const file of modules) visit(file, []);
		expect(circles).toEqual([]);
	});

	it('exist', () => {
		expect(found(({kind, exists}) => kind !== 'package' && !exists)).toEqual([]);
	});
});

const connections = ['postgres/connect.ts', 'postgres/reader.ts'];
const writers = ['actions/engine/run.ts', 'actions/engine/execute.ts'];

describe('the code that draws the screen', () => {
	it('has no connection and no way to run anything', () => {
		const banned = [...connections, ...writers];
		expect(found(({from, to}) => isIn(from, 'panes', 'components') && banned.includes(to))).toEqual([]);
	});

	it('reaches no server through other files at run time', () => {
		const reached = new Set(modules.filter(file => isIn(file, 'panes', 'components')));
		for (const file of reached) {
			for (const {from, to, typeOnly} of imports) if (from === file && !typeOnly) reached.add(to);
		}
		const banned = [...connections, ...writers, 'postgres'];
		expect([...reached].filter(file => banned.includes(file) || file.endsWith('.sql'))).toEqual([]);
	});
});

describe('the code that changes a server', () => {
	it('is run only by commands, actions and the demo', () => {
		const allowed = ['commands', 'actions', 'demo'];
		expect(found(({from, to}) => to === 'actions/engine/run.ts' && !isIn(from, ...allowed))).toEqual([]);
		expect(found(({from, to}) => to === 'actions/engine/execute.ts' && !isIn(from, 'actions'))).toEqual([]);
	});

	it('is the only code that opens its connection', () => {
		const allowed = ['postgres/reader.ts', 'actions/engine/run.ts'];
		const openers = imports.filter(({to, typeOnly}) => to === 'postgres/connect.ts' && !typeOnly);
		expect(
			openers.map(({from}) => from).filter(from => !allowed.includes(from) && !isIn(from, 'demo')),
		).toEqual([]);
	});

	it('is the only user of its SQL', () => {
		expect(found(({from, to}) => to.startsWith('sql/actions/') && !isIn(from, 'actions'))).toEqual([]);
		expect(found(({from, to}) => to.startsWith('sql/demo/') && !isIn(from, 'demo'))).toEqual([]);
		expect(found(({from, to}) => to === 'pack:migrations' && from !== 'migrations/pack/pack.ts')).toEqual([]);
	});
});

describe('queries', () => {
	it('are the only users of sql/queries', () => {
		expect(found(({from, to}) => to.startsWith('sql/queries/') && !isIn(from, 'queries'))).toEqual([]);
	});

	it('import no drawing code', () => {
		const banned = ['format', 'theme', 'components', 'panes', 'app'];
		expect(
			found(({from, to, kind}) => kind === 'source' && isIn(from, 'queries') && isIn(to, ...banned)),
		).toEqual([]);
	});
});

describe('packages', () => {
	it('limit ink and react to drawing, and to a type for keys', () => {
		const drawing = ['commands', 'app', 'components', 'panes'];
		const others = imports.filter(({from, to}) => ['ink', 'react'].includes(to) && !isIn(from, ...drawing));
		expect(others.map(named)).toEqual(['keys/press.ts -> ink']);
		expect(others.every(({typeOnly}) => typeOnly)).toBe(true);
	});

	it('limit the driver to postgres/', () => {
		expect(found(({from, to}) => to === 'postgres' && !isIn(from, 'postgres'))).toEqual([]);
	});

	it('load the parser dynamically in one place', () => {
		const loads = imports.filter(({to, typeOnly}) => to === 'libpg-query' && !typeOnly);
		expect(loads.map(({from, dynamic}) => [from, dynamic])).toEqual([['migrations/parse/parser.ts', true]]);
	});

	it('load React only for commands that draw', () => {
		const reached = new Set(['main.ts']);
		for (const file of reached) {
			for (const {from, to, typeOnly, dynamic} of imports) {
				if (from === file && !typeOnly && !dynamic) reached.add(to);
			}
		}
		expect([...reached].filter(file => ['ink', 'react', 'postgres', 'asciichart'].includes(file))).toEqual(
			[],
		);
	});
});
