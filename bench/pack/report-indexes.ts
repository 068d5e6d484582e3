import {the38} from './documents.ts';
import {megabytes, milliseconds, table} from './markdown.ts';
import type {Results} from './run.ts';
import type {PatternSummary} from './summary.ts';

/** The indexes in a query's plans. */
export function indexText({indexes: used, savedBySet}: PatternSummary): string {
	if (used.size === 0) return 'none';
	return [...used]
		.map(
			([name, sets]) => `\`${name}\`${sets < savedBySet.length ? ` (${sets} of ${savedBySet.length})` : ''}`,
		)
		.join(', ');
}

/** The cost and the users of each index. */
export function indexes({indexes: built}: Results, patterns: readonly PatternSummary[]): string {
	const rows = built
		.toSorted((a, b) => b.bytes - a.bytes)
		.map(({name, table: owner, bytes, buildMs}) => [
			`\`${name}\``,
			owner,
			megabytes(bytes),
			milliseconds(buildMs),
			patterns
				.filter(pattern => pattern.indexes.has(name))
				.map(({number}) => number)
				.join(', ') || 'none',
		]);
	return table(['index', 'table', 'size', 'built in ms', 'used by query'], rows);
}

/** Indexes that no query gives a reason for. */
export function unused({indexes: built}: Results, patterns: readonly PatternSummary[]): string {
	const idle = built.filter(({name}) => !patterns.some(({indexes: used}) => used.has(name)));
	const counted = the38.filter(name => built.some(index => index.name === name));
	const used = counted.filter(name => !idle.some(index => index.name === name));
	const sum = `${used.length} of the ${counted.length} indexes that the documents count were used by at least one query.`;
	const inVain = built.filter(({name}) => {
		const users = patterns.filter(({indexes: names}) => names.has(name));
		return users.length > 0 && users.every(({verdict}) => verdict !== 'faster');
	});
	const vain =
		inVain.length === 0
			? ''
			: `\n\nUsed, but only by queries that were no faster with it: ${inVain.map(({name}) => `\`${name}\``).join(', ')}.`;
	if (idle.length === 0) return `${sum}${vain}`;
	const rows = idle.map(({name, bytes, servesForeignKey}) => [
		`\`${name}\``,
		megabytes(bytes),
		[
			...patterns
				.filter(({meant}) => meant === name)
				.map(pattern => `meant for ${pattern.number}, which used ${indexText(pattern)}`),
			...(servesForeignKey ? ['its column is a foreign key: deletes of what it refers to may need it'] : []),
		].join('; ') || 'no query of the documents asks for it',
	]);
	return `${sum}${vain}

Used by none, at this scale and with these data:

${table(['index', 'size', ''], rows)}`;
}
