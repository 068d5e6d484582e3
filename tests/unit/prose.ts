import {readFileSync} from 'node:fs';
import path from 'node:path';
import {parseAst} from 'vitest/node';

/*
Finds code that reads a sentence meant for people: string methods, regular expressions and comparisons on members that
hold one. Decisions belong to codes (source/format/coded.ts).
*/

type Node = {readonly type: string; readonly start: number; readonly end: number} & Record<string, unknown>;

/** Members and variables of these names hold sentences, or SQL that pgdeck wrote. */
const prose =
	/(?:^|[a-z])(text|reason|detail|caution|blocker|cause|verdict|note|sentence|help|obstacle|problem|remedy|remark|warning|said)$/i;
const manyProse =
	/(?:^|[a-z])(text|reason|detail|caution|blocker|cause|verdict|note|sentence|obstacle|problem|remark|warning)s$/i;
/** Properties that hold a sentence, even when compared with text that looks like a code. */
const alwaysWords = /(?:^|[a-z])(text|detail|note|sentence|help|said)$/i;
const code = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const ofStrings = ['startsWith', 'endsWith', 'match', 'matchAll', 'replace', 'replaceAll', 'split', 'search'];
/** Arrays have these too. */
const ofBoth = ['includes', 'slice', 'indexOf', 'lastIndexOf', 'at'];
const methods = [...ofStrings, ...ofBoth, 'substring', 'substr', 'charAt'];
/** Functions whose result is still the sentence. */
const wrappers = ['sanitize', 'oneLine', 'String', 'trim', 'toLowerCase', 'trimEnd', 'trimStart', 'plain'];
const eachOf = [
	'map',
	'filter',
	'find',
	'findLast',
	'some',
	'every',
	'flatMap',
	'forEach',
	'findIndex',
	'toSorted',
];

const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function children(node: Node): Node[] {
	return Object.values(node).flatMap(value =>
		Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
	);
}

const transparent = new Set([
	'ChainExpression',
	'ParenthesizedExpression',
	'TSNonNullExpression',
	'TSAsExpression',
	'TSSatisfiesExpression',
	'AwaitExpression',
]);

const nameOf = (node: unknown): string =>
	isNode(node) && (node.type === 'Identifier' || node.type === 'PrivateIdentifier') ? String(node.name) : '';

/** Names by which an expression goes: of `a.b`, b; of `f(x)`, f; of `x ?? y`, both. */
function names(node: unknown): string[] {
	if (!isNode(node)) return [];
	if (transparent.has(node.type)) return names(node.expression ?? node.argument);
	switch (node.type) {
		case 'Identifier':
			return [String(node.name)];
		case 'MemberExpression':
			return node.computed ? names(node.object).map(name => name.replace(/s$/, '')) : [nameOf(node.property)];
		case 'CallExpression': {
			const callee = node.callee as Node;
			const [called = ''] = names(callee);
			if (wrappers.includes(called)) {
				const [first] = node.arguments as Node[];
				return names(callee.type === 'MemberExpression' ? callee.object : first);
			}
			return [called];
		}
		case 'LogicalExpression':
			return [...names(node.left), ...names(node.right)];
		case 'ConditionalExpression':
			return [...names(node.consequent), ...names(node.alternate)];
		default:
			return [];
	}
}

const literal = (node: unknown): string | undefined => {
	if (!isNode(node)) return undefined;
	if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
	return node.type === 'TemplateLiteral' ? '…' : undefined;
};

/** Every place in a source that reads a sentence, as written there. */
export function readingsOf(source: string, lang: 'ts' | 'tsx' = 'ts'): string[] {
	const found: string[] = [];
	const written = ({start, end}: Node) => source.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 100);

	const visit = (node: Node, aliases: ReadonlySet<string>): void => {
		const own = aliasesIn(node, aliases);
		const is = (name: string) => prose.test(name) || own.has(name);
		const sentence = (item: unknown) => names(item).some(is);
		const add = () => found.push(written(node));

		if (node.type === 'CallExpression') {
			const callee = (
				transparent.has((node.callee as Node).type) ? (node.callee as Node).expression : node.callee
			) as Node;
			const [argument] = node.arguments as Node[];
			if (callee.type === 'MemberExpression' && !callee.computed) {
				const method = nameOf(callee.property);
				const object = callee.object as Node;
				if (methods.includes(method) && sentence(object)) add();
				else if (ofStrings.includes(method) && names(object).some(name => manyProse.test(name))) add();
				else if (['test', 'exec'].includes(method) && sentence(argument)) add();
				else if (method === 'includes' && object.type === 'ArrayExpression' && sentence(argument)) add();
			}
		}
		if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node.operator))) {
			for (const [one, other] of [
				[node.left, node.right],
				[node.right, node.left],
			]) {
				const value = literal(other);
				if (value === undefined || value === '' || !sentence(one)) continue;
				if (!code.test(value) || names(one).some(name => alwaysWords.test(name))) add();
			}
		}
		if (node.type === 'SwitchStatement' && names(node.discriminant).some(name => alwaysWords.test(name))) {
			found.push(`switch (${written(node.discriminant as Node)})`);
		}
		for (const child of children(node)) visit(child, own);
	};
	visit(parseAst(source, {lang}) as unknown as Node, new Set());
	return found;
}

/** Other names that a sentence goes by inside of a node: `{text: line}`, and each of `reasons.map(each => …)`. */
function aliasesIn(node: Node, known: ReadonlySet<string>): ReadonlySet<string> {
	const added: string[] = [];
	const collect = (item: Node): void => {
		if (item.type === 'ObjectPattern') {
			for (const property of item.properties as Node[]) {
				if (property.type !== 'Property') continue;
				const value = property.value as Node;
				const target = value.type === 'AssignmentPattern' ? (value.left as Node) : value;
				if (prose.test(nameOf(property.key)) && nameOf(target)) added.push(nameOf(target));
			}
		}
	};
	if (/Function/.test(node.type))
		for (const parameter of node.params as Node[]) for (const item of deep(parameter)) collect(item);
	if (node.type === 'BlockStatement' || node.type === 'Program') {
		for (const statement of node.body as Node[]) {
			if (statement.type !== 'VariableDeclaration') continue;
			for (const {id, init} of statement.declarations as Array<Node & {id: Node; init: unknown}>) {
				for (const item of deep(id)) collect(item);
				if (id.type === 'ArrayPattern' && names(init).some(name => manyProse.test(name))) {
					added.push(...(id.elements as Node[]).map(nameOf));
				}
			}
		}
	}
	if (node.type === 'CallExpression') {
		const callee = node.callee as Node;
		const [callback] = node.arguments as Node[];
		if (
			callee.type === 'MemberExpression' &&
			eachOf.includes(nameOf(callee.property)) &&
			names(callee.object).some(name => manyProse.test(name)) &&
			callback &&
			/Function/.test(callback.type)
		) {
			added.push(nameOf((callback.params as Node[])[0]));
		}
	}
	return added.length === 0 ? known : new Set([...known, ...added.filter(Boolean)]);
}

function deep(node: Node): Node[] {
	return [node, ...children(node).flatMap(deep)];
}

/** Lists where each file below a folder reads sentences. */
export function readingsIn(folder: string, files: readonly string[]): Array<{file: string; reading: string}> {
	return files.flatMap(file =>
		readingsOf(readFileSync(path.join(folder, file), 'utf8'), file.endsWith('x') ? 'tsx' : 'ts').map(
			reading => ({file, reading}),
		),
	);
}
