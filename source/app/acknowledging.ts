import type {Finding} from '../snapshot/finding.ts';
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

/** The finding that the keys are about: that under the cursor on its pane, else the one that was shown last. */
export function findingHere({ui, live, list}: CommandContext): Finding | undefined {
	const {rows} = live.snapshot.findings;
	const id = ui.pane === 'findings' ? (ui.detail?.id ?? list?.window.cursorId) : ui.finding;
	return rows.find(row => row.id === id);
}
