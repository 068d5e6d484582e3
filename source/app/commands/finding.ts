import {type FindingLine, findingLines, lineOf, openedLines} from '../../domain/findings/finding-groups.ts';
import {duration} from '../../format/quantities.ts';
import {paneDefinitions} from '../../panes/definitions.ts';
import {UserError} from '../../postgres/errors.ts';
import {refusalOfPast} from '../../recording/travel.ts';
import type {Command, CommandContext} from '../command.ts';
import {info, problem} from '../reduce.ts';
import type {Sheet} from '../sheet.ts';
import {viewOf} from '../state.ts';

/** Shows the row of the next finding; on the findings pane, of the selected one. The overview starts with the worst. */
function next(context: CommandContext): void {
	const {ui, live, services, dispatch} = context;
	const {rows} = live.snapshot.findings;
	const open = findingLines(rows.filter(({acknowledged}) => acknowledged === null));
	const after =
		open[(open.findIndex(({members}) => members.some(({id}) => id === ui.finding)) + 1) % open.length];
	const line = ui.pane === 'findings' ? findingHere(context) : after;
	const finding = line?.members[0];
	if (!line || !finding) return;
	const {pane, row} = finding;
	dispatch({type: 'go', pane});
	dispatch({type: 'finding', id: finding.id});
	if (row !== null) {
		const {views} = paneDefinitions[pane];
		const about = views.find(({list}) => list === pane) ?? views[0];
		// Another list of the pane may be on screen, which does not have the row.
		if (viewOf({...ui, pane}).list !== about.list) dispatch({type: 'view', pane, view: about.id});
		dispatch({type: 'open', id: row});
		services.focus(about.focus?.(row, live));
	}
	dispatch(info(line.title));
}

/** Asks for the reason, or withdraws an acknowledgment. */
function acknowledge(context: CommandContext): void {
	const {services, dispatch} = context;
	const finding = findingHere(context);
	if (!finding) return;
	if (!finding.acknowledged) {
		dispatch({type: 'sheet', sheet: {kind: 'acknowledge', finding, text: ''}});
		return;
	}
	const {members} = finding;
	const done = 'Acknowledgment withdrawn.';
	const write = () => {
		for (const {id} of members) services.unacknowledge(id);
	};
	tell(context, write, done);
}

/** Saves the typed acknowledgment. */
export function takeAcknowledgement(
	{finding, text}: Extract<Sheet, {kind: 'acknowledge'}>,
	context: CommandContext,
): void {
	const parsed = parseAcknowledgement(text);
	if (typeof parsed === 'string') return context.dispatch(problem(parsed));
	const {reason, durationMs} = parsed;
	context.dispatch({type: 'sheet', sheet: undefined});
	const {members} = finding;
	const what = members.length === 1 ? 'Acknowledged' : `All ${members.length} acknowledged`;
	const done = `${what} for ${duration(durationMs)}, then shown again if the problem persists.`;
	const {services} = context;
	const write = () => {
		for (const {id} of members) services.acknowledge(id, reason, durationMs);
	};
	tell(context, write, done);
}

function tell({dispatch}: CommandContext, work: () => void, done: string): void {
	try {
		work();
		dispatch(info(done));
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		dispatch(problem(error.message));
	}
}

export const findingCommands: readonly Command[] = [
	{
		id: 'finding.next',
		keys: ['f'],
		title: 'next finding, with its row',
		scope: 'global',
		palette: 'next finding',
		hint: [3.5, ({ui}) => (ui.pane === 'overview' ? 'f next finding' : '')],
		disabled: ({live}) => (live.snapshot.findings.rows.length === 0 ? 'There are no findings.' : undefined),
		run: next,
	},
	{
		id: 'finding.acknowledge',
		keys: ['a'],
		title: 'acknowledge the finding, or withdraw that',
		scope: 'global',
		palette: 'acknowledge finding',
		hint: [3.5, ({ui}) => (ui.pane === 'findings' ? 'a acknowledge' : '')],
		disabled: context =>
			context.live.past
				? refusalOfPast(context.live.past)
				: findingHere(context)
					? undefined
					: 'No finding is selected. ! lists the findings, f shows the next.',
		run: acknowledge,
	},
];

const unitsMs = {m: 60_000, h: 3_600_000, d: 86_400_000} as const;
const usualMs = 8 * unitsMs.h;
const longestMs = 90 * unitsMs.d;

/**
The typed reason of an acknowledgment, with an optional duration at its end, as in `known, ticket 81 for 2d`. The default
is 8 hours.
@returns a sentence if the text is invalid
*/
export function parseAcknowledgement(text: string): {reason: string; durationMs: number} | string {
	const match = /^(?<reason>.*?)(?:(?:^|\s+)for\s+(?<amount>\d+)\s*(?<unit>[mhd])[a-z]*)?$/i.exec(
		text.trim(),
	);
	const {reason = '', amount, unit} = match?.groups ?? {};
	if (reason.trim() === '') return 'Type a reason.';
	if (amount === undefined) return {reason: reason.trim(), durationMs: usualMs};
	const durationMs = Number(amount) * unitsMs[(unit ?? 'h').toLowerCase() as keyof typeof unitsMs];
	if (durationMs < unitsMs.m || durationMs > longestMs) return 'The duration must be 1m to 90d.';
	return {reason: reason.trim(), durationMs};
}

/** The finding that the keys act on: the selected line of the findings pane, elsewhere the one shown last. */
function findingHere({ui, live, list}: CommandContext): FindingLine | undefined {
	const {rows} = live.snapshot.findings;
	if (ui.pane !== 'findings') return rows.filter(({id}) => id === ui.finding).map(lineOf)[0];
	const id = ui.detail?.id ?? list?.window.cursorId;
	return openedLines(rows, ui.openKinds, ui.detail?.id).find(line => line.id === id);
}
