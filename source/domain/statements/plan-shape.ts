/** A node of EXPLAIN (FORMAT JSON). */
type PlanNode = Readonly<Record<string, unknown>> & {readonly Plans?: readonly PlanNode[]};

export type PlanShape = {
	/** Node types, relations and indexes, indented: stable while sizes and costs change. */
	readonly shape: string[];
	/** The same with conditions and estimates, for people. */
	readonly lines: string[];
};

/** The most nodes kept of a plan: generated statements have thousands. */
const mostNodes = 100;
const longestLine = 300;

const conditions = [
	'Index Cond',
	'Recheck Cond',
	'TID Cond',
	'Hash Cond',
	'Merge Cond',
	'Join Filter',
	'One-Time Filter',
	'Filter',
	'Sort Key',
	'Group Key',
] as const;

/** The stable shape of a query plan, and its text. */
export function planShape(root: unknown): PlanShape {
	const shape: string[] = [];
	const lines: string[] = [];
	const visit = (node: PlanNode, depth: number): void => {
		if (shape.length >= mostNodes) return;
		const label = `${'  '.repeat(depth)}${labelOf(node)}`;
		shape.push(label);
		lines.push(`${label}  (cost ${figure(node, 'Total Cost')}, rows ${figure(node, 'Plan Rows')})`);
		for (const name of conditions) {
			if (node[name] !== undefined)
				lines.push(`${'  '.repeat(depth + 2)}${name}: ${cut(textOf(node[name]))}`);
		}
		const children = node.Plans ?? [];
		// One more partition is not a new plan: the first of several partitions read alike stands for all.
		const joined = /Append$/.test(String(node['Node Type']));
		let before = '';
		let alike = 0;
		const tellAlike = () => {
			if (alike > 0) lines.push(`${'  '.repeat(depth + 1)}and ${alike} more like it`);
			alike = 0;
		};
		for (const child of children) {
			const kind = joined ? nameless(child) : '';
			if (joined && kind === before) {
				alike++;
				continue;
			}
			tellAlike();
			before = kind;
			visit(child, depth + 1);
		}
		tellAlike();
	};
	visit(root as PlanNode, 0);
	return {shape: shape.map(cut), lines: lines.map(cut)};
}

/** The nodes that only one of two query plans has; if only their order differs, all nodes of both. */
export function shapeDifference(
	before: readonly string[],
	after: readonly string[],
): readonly [string, string] | undefined {
	if (before.join('\n') === after.join('\n')) return undefined;
	const [gone, come] = [without(before, after), without(after, before)];
	const [was, is] = gone.length + come.length === 0 ? [before, after] : [gone, come];
	const words = (lines: readonly string[]) =>
		lines.map(line => line.trim()).join('; ') || 'nothing in its place';
	return [words(was), words(is)];
}

function without(lines: readonly string[], others: readonly string[]): string[] {
	const left = others.map(line => line.trim());
	return lines.filter(line => {
		const place = left.indexOf(line.trim());
		if (place >= 0) left.splice(place, 1);
		return place < 0;
	});
}

function labelOf(node: PlanNode): string {
	const text = (name: string) => (node[name] === undefined ? '' : textOf(node[name]));
	const type = text('Node Type');
	const join = text('Join Type');
	const strategy = {Hashed: 'Hash', Sorted: 'Group', Mixed: 'Mixed'}[text('Strategy')] ?? '';
	const [relation, index] = [text('Relation Name'), text('Index Name')];
	const source = relation || text('Function Name') || text('CTE Name');
	return [
		text('Subplan Name') && `${text('Subplan Name')}:`,
		node['Parallel Aware'] === true ? 'Parallel' : '',
		text('Partial Mode') === 'Simple' ? '' : text('Partial Mode'),
		type === 'ModifyTable' ? text('Operation') : `${type === 'Aggregate' ? strategy : ''}${type}`,
		join && join !== 'Inner' ? join : '',
		text('Scan Direction') === 'Backward' ? 'Backward' : '',
		index && (source === '' ? `on ${index}` : `using ${index}`),
		source && `on ${source}`,
	]
		.filter(Boolean)
		.join(' ');
}

/** The shape of a subtree without names. */
function nameless(node: PlanNode): string {
	const {'Relation Name': _relation, 'Index Name': _index, ...rest} = node;
	return `${labelOf(rest)}(${(node.Plans ?? []).map(nameless).join()})`;
}

function figure(node: PlanNode, name: string): string {
	const value = node[name];
	return typeof value === 'number' ? String(value) : 'n/a';
}

function textOf(value: unknown): string {
	return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

function cut(text: string): string {
	return text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text;
}
