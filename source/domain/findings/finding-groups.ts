import type {Finding} from './finding.ts';
import {ruleMany} from './rules.ts';

/** Two of a kind are two lines. More of them would bury the others. */
const fewest = 3;
/** How many are named in the line of all. */
const named = 3;

/** One line on screen: a finding, or all that are alike. */
export type FindingLine = Finding & {
	/** The findings behind it, the worst first: one where the line is that finding itself. */
	readonly members: readonly Finding[];
	/** It stands below the line of its kind. */
	readonly below?: boolean;
};

/**
Findings of one rule and severity as one line, where the first of them stands: a hundred keys about to expire must not
hide the one slot that fills the disk. What is acknowledged is apart from what is not.
*/
export function findingLines(rows: readonly Finding[]): FindingLine[] {
	const kinds = Map.groupBy(rows, kindOf);
	return rows.flatMap((finding): FindingLine[] => {
		const alike = kinds.get(kindOf(finding)) ?? [finding];
		if (alike.length < fewest) return [lineOf(finding)];
		return alike[0] === finding ? [together(kindOf(finding), alike.toSorted(longestFirst))] : [];
	});
}

/**
The same, with what is behind a line below it where that is open.
@param shown the one that is shown in full: it stays there when others of its kind come
*/
export function openedLines(
	rows: readonly Finding[],
	open: ReadonlySet<string>,
	shown: string | undefined,
): FindingLine[] {
	return findingLines(rows).flatMap(line =>
		isKind(line) && (open.has(line.id) || line.members.some(({id}) => id === shown))
			? [line, ...line.members.map(member => ({...lineOf(member), below: true}))]
			: [line],
	);
}

/** Whether it is the line of several. */
export function isKind({members}: Pick<FindingLine, 'members'>): boolean {
	return members.length > 1;
}

const kindOf = ({rule, severity, acknowledged}: Finding): string =>
	`kind:${rule}:${severity}${acknowledged ? ':acknowledged' : ''}`;

/** A line of its own. */
export const lineOf = (finding: Finding): FindingLine => ({...finding, members: [finding]});

/** Where the server tells since when; else as the rule ranks them. */
const longestFirst = (a: Finding, b: Finding): number =>
	a.sinceKnown && b.sinceKnown ? a.since.getTime() - b.since.getTime() : 0;

function together(id: string, members: readonly Finding[]): FindingLine {
	const [first] = members;
	if (!first) throw new RangeError('A line of findings has at least one.');
	const oldest = members.reduce((a, b) => (b.since < a.since ? b : a));
	const rest = members.length - named;
	const names = members.slice(0, named).map(({about, title}) => about ?? title);
	return {
		...first,
		id,
		title: `${members.length} ${ruleMany(first.rule)}: ${names.join(', ')}${rest > 0 ? `, ${rest} more` : ''}`,
		since: oldest.since,
		sinceKnown: oldest.sinceKnown,
		members,
	};
}
