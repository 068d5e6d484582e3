import {plural, timeAgo} from '../../format/quantities.ts';
import type {IndexNode, IndexUseOnNode, IndexVerdict} from './evidence.ts';
import {isInUse, quietDays, quietMs} from './quiet.ts';

/** What the days are that "unused" takes, unless the configuration says otherwise: a month's end is among them. */
export const usualUnusedDays = 35;

type Evidence = {
	readonly valid: boolean;
	readonly building: boolean;
	readonly blockers: readonly string[];
	readonly cautions: readonly string[];
	/** Of the nodes that were asked. */
	readonly uses: readonly IndexUseOnNode[];
};

/**
What the evidence comes to. Green takes all of it: as many days as are wanted on every node that there is, and nothing to
think of before. What is missing is said, one sentence each.
*/
export function indexVerdict(
	index: Evidence,
	nodes: readonly IndexNode[],
	wantedDays: number,
	now: Date,
): IndexVerdict {
	const {uses} = index;
	const days = quietDays(uses, now);
	const made = (color: IndexVerdict['color'], text: string, missing: string[] = []): IndexVerdict => ({
		...{color, text, missing},
		quietDays: days === null ? null : Math.round(days * 100) / 100,
	});
	if (!index.valid)
		return made(index.building ? 'none' : 'amber', index.building ? 'it is being built' : 'no query uses it');
	const others = new Set(nodes.filter(({own}) => !own).map(({node}) => node));
	const busy = uses.find(use => isInUse(use, wantedDays, now));
	const missing = missingEvidence(uses, nodes, days, wantedDays, now);
	const words = quietWords(index, days, nodes);
	if (busy) {
		const where = others.has(busy.node) ? ` on ${busy.node}: ${plural(busy.scans, 'scan')}` : '';
		return made('none', `it is in use${where}`);
	}
	if (index.blockers.length > 0) return made('none', words, missing);
	const isGreen = missing.length === 0 && index.cautions.length === 0;
	return made(isGreen ? 'green' : 'amber', words, missing);
}

/** `unused for 40 days on 2 of 2 nodes` */
function quietWords({uses}: Evidence, days: number | null, nodes: readonly IndexNode[]): string {
	const word = uses.every(({scans}) => scans === 0) ? 'unused' : 'not used';
	const of = `on ${nodes.filter(({asked}) => asked).length} of ${plural(nodes.length, 'node')}`;
	if (days !== null && days >= 1) return `${word} for ${plural(Math.floor(days), 'day')} ${of}`;
	return uses.length === 0 || days === null
		? `${word} for an unknown time ${of}`
		: `${word} for less than a day ${of}`;
}

function missingEvidence(
	uses: readonly IndexUseOnNode[],
	nodes: readonly IndexNode[],
	days: number | null,
	wantedDays: number,
	now: Date,
): string[] {
	const unasked = nodes
		.filter(({asked}) => !asked)
		.map(({node, reason}) => `${node} was not asked: ${reason ?? 'not yet'}`);
	const unknown = nodes
		.filter(({asked, since}) => asked && since?.at === null)
		.map(({node}) => `since when ${node} counts is not known: GRANT pg_monitor to this role shows it`);
	if (days !== null && days >= wantedDays) return [...unknown, ...unasked];
	const known =
		days === null
			? 'no time of it is known'
			: `${Math.floor(days)} of ${plural(wantedDays, 'day')} are known`;
	const [least] = uses.toSorted((one, other) => quietMs(one, now) - quietMs(other, now));
	const isFirst =
		least?.basis === 'own samples' && least.firstSeen?.getTime() === least.quietSince?.getTime();
	const when = isFirst ? `: pgdeck first saw it ${timeAgo(least.firstSeen, now)}` : '';
	return [`${known}${when}`, ...unknown, ...unasked];
}
