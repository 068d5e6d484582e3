import type {FindingDraft, Judged, UnjudgedDraft} from '../domain/findings/finding.ts';
import type {RuleId} from '../domain/findings/rules.ts';
import {type Section, shownValue} from '../domain/snapshot/section.ts';
import {describeError} from '../postgres/server-error.ts';

/** Evaluates a rule on a section. Where the section has no value, reports why. A section not sampled yet gives nothing. */
export function judged<T>(
	rule: RuleId,
	section: Section<T>,
	judge: (value: T, sampledAt: Date) => readonly FindingDraft[],
): Judged {
	const known = shownValue(section);
	if (known) return {rows: judge(known.value, known.sampledAt), unknown: []};
	const unknown = unjudged(rule, section);
	return {rows: [], unknown: unknown ? [unknown] : []};
}

function unjudged(rule: RuleId, section: Section<unknown>): UnjudgedDraft | undefined {
	switch (section.status) {
		case 'unsupported':
			return {rule, code: 'unsupported', reason: section.reason, blind: false};
		case 'denied':
			return {rule, code: 'denied', reason: section.reason, grant: section.grant, blind: true};
		case 'failed':
			return {rule, code: 'failed', reason: describeError(section.error), blind: true};
		default:
			return undefined;
	}
}

/** Rows that are hidden from the role, and the privilege that would show them. */
export type Hidden = {readonly reason: string} & Pick<UnjudgedDraft, 'grant' | 'requires'>;

/** Reports the part of a readable section that is hidden from the role: an empty result then proves nothing. */
export function unseen<T>(
	rule: RuleId,
	section: Section<T>,
	hiddenIn: (value: T) => Hidden | undefined,
): Judged {
	const known = shownValue(section);
	const hidden = known && hiddenIn(known.value);
	return {rows: [], unknown: hidden ? [{rule, code: 'hidden', blind: true, ...hidden}] : []};
}

export function together(...parts: readonly Judged[]): Judged {
	return {rows: parts.flatMap(({rows}) => rows), unknown: parts.flatMap(({unknown}) => unknown)};
}

/** A part of a section. Where the section has no value, the part has none for the same reason. */
export function part<Whole, Part>(
	section: Section<Whole>,
	of: (whole: Whole) => Section<Part>,
): Section<Part> {
	const known = shownValue(section);
	return known ? of(known.value) : (section as Section<never>);
}
