import {type FindingLine, lineOf, openedLines} from '../domain/findings/finding-groups.ts';
import type {CommandContext} from './command.ts';

const unitsMs = {m: 60_000, h: 3_600_000, d: 86_400_000} as const;
const usualMs = 8 * unitsMs.h;
const longestMs = 90 * unitsMs.d;

/**
What was typed to acknowledge a finding: the reason, and at its end for how long, as in `known, ticket 81 for 2d`. Eight
hours where it does not say.
@returns a sentence where it can't be taken
*/
export function parseAcknowledgement(text: string): {reason: string; durationMs: number} | string {
	const match = /^(?<reason>.*?)(?:(?:^|\s+)for\s+(?<amount>\d+)\s*(?<unit>[mhd])[a-z]*)?$/i.exec(
		text.trim(),
	);
	const {reason = '', amount, unit} = match?.groups ?? {};
	if (reason.trim() === '') return 'Say why, for those who look after you.';
	if (amount === undefined) return {reason: reason.trim(), durationMs: usualMs};
	const durationMs = Number(amount) * unitsMs[(unit ?? 'h').toLowerCase() as keyof typeof unitsMs];
	if (durationMs < unitsMs.m || durationMs > longestMs) return 'For how long: 1m to 90d.';
	return {reason: reason.trim(), durationMs};
}

/** What the keys are about: the line under the cursor of the findings, of one or all of a kind; elsewhere the one that was shown last. */
export function findingHere({ui, live, list}: CommandContext): FindingLine | undefined {
	const {rows} = live.snapshot.findings;
	if (ui.pane !== 'findings') return rows.filter(({id}) => id === ui.finding).map(lineOf)[0];
	const id = ui.detail?.id ?? list?.window.cursorId;
	return openedLines(rows, ui.openKinds, ui.detail?.id).find(line => line.id === id);
}
