import type {FindingDraft, Judged} from '../domain/findings/finding.ts';
import {type Section, shownValue} from '../domain/snapshot/section.ts';
import {describeError} from '../postgres/server-error.ts';

/** Judges what is known of a section; of what is not, says why. What was not asked for is passed over. */
export function judged<T>(
	rule: string,
	section: Section<T>,
	judge: (value: T, sampledAt: Date) => readonly FindingDraft[],
): Judged {
	const known = shownValue(section);
	if (known) return {rows: judge(known.value, known.sampledAt), unknown: []};
	const reason = reasonOf(section);
	const blind = section.status === 'denied' || section.status === 'failed';
	return {rows: [], unknown: reason === undefined ? [] : [{rule, reason, blind}]};
}

function reasonOf(section: Section<unknown>): string | undefined {
	switch (section.status) {
		case 'unsupported':
			return section.reason;
		case 'denied':
			return `${section.reason}. To allow it: ${section.grant};`;
		case 'failed':
			return describeError(section.error);
		default:
			return undefined;
	}
}

/** What of a section that is there this role may not see, as `blind`: it is no proof that all is well. */
export function unseen<T>(rule: string, section: Section<T>, why: (value: T) => string | undefined): Judged {
	const known = shownValue(section);
	const reason = known && why(known.value);
	return {rows: [], unknown: reason === undefined ? [] : [{rule, reason, blind: true}]};
}

export function together(...parts: readonly Judged[]): Judged {
	return {rows: parts.flatMap(({rows}) => rows), unknown: parts.flatMap(({unknown}) => unknown)};
}

/** A part of a section: where the section itself is not known, nor is the part. */
export function part<Whole, Part>(
	section: Section<Whole>,
	of: (whole: Whole) => Section<Part>,
): Section<Part> {
	const known = shownValue(section);
	return known ? of(known.value) : (section as Section<never>);
}
