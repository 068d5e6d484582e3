import type {Finding} from './finding.ts';
import {ruleMany} from './rules.ts';

/** Groups of this size or larger take one line, so that they do not bury other findings. */
const fewest = 3;
/** Names listed on the line of a group. */
const named = 3;

/** One line on screen: a finding, or a group of findings of one rule. */
export type FindingLine = Finding & {
	/** The findings of the group, the worst first; one for a single finding. */
	readonly members: readonly Finding[];
	/** Shown below the line of its group. */
	readonly below?: boolean;
};

/**
Groups findings by rule and severity, at the place of the first one: a hundred expiring keys must not hide the slot that
fills the disk. Acknowledged findings form their own groups.
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
The same, with the members below each expanded group.
@param shown the finding in the detail view: its group stays expanded
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

/** Whether the line is a group. */
export function isKind({members}: Pick<FindingLine, 'members'>): boolean {
	return members.length > 1;
}

const kindOf = ({rule, severity, acknowledged}: Finding): string =>
	`kind:${rule}:${severity}${acknowledged ? ':acknowledged' : ''}`;

export const lineOf = (finding: Finding): FindingLine => ({...finding, members: [finding]});

/** By the beginning where the server reports it; otherwise in the order of the rule. */
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
