import type {JournalStory} from '../actions/engine/journal-story.ts';
import type {Plan} from '../actions/engine/plan.ts';
import type {Request} from '../actions/table.ts';
import type {FindingLine} from '../domain/findings/finding-groups.ts';
import type {MeasurePlan, Obstacle} from '../domain/tables/measurement.ts';

export type MenuItem = {
	readonly title: string;
	/** The reason why it is unavailable. */
	readonly disabled?: string;
	/** The same for entries that do the same: only the first of them is shown. */
	readonly id?: string;
	/** Why it is recommended, shown in full below the menu while the cursor is on it. */
	readonly why?: string;
	readonly choose: {readonly request: Request} | {readonly open: 'undo'} | {readonly ask: Ask};
};

/** A text field that makes the request of an action. */
export type Ask = {
	readonly title: string;
	/** The accepted text. */
	readonly hint: string;
	readonly text: string;
	/** @throws {UserError} if the text can't be parsed */
	request(text: string): Request;
};

/** An exact measurement: how much it would read, its progress, or why it can't be done. */
type MeasureSheet = {readonly kind: 'measure'; readonly name: string} & (
	| {readonly stage: 'asking'}
	| ({readonly stage: 'impossible'} & Obstacle)
	| {readonly stage: 'ready'; readonly plan: MeasurePlan; readonly openedAt: number}
	| {readonly stage: 'running'; readonly plan: MeasurePlan; readonly startedAt: number}
);

/** A sheet covers the lower part of the screen and takes the keys. */
export type Sheet =
	| {readonly kind: 'help'; readonly offset: number}
	| {readonly kind: 'palette'; readonly text: string; readonly cursor: number}
	| {readonly kind: 'filter'; readonly before: string}
	/** The reason and duration typed for a finding. */
	| {readonly kind: 'acknowledge'; readonly finding: FindingLine; readonly text: string}
	| {readonly kind: 'sort'; readonly cursor: number}
	| {
			readonly kind: 'menu';
			readonly title: string;
			readonly items: readonly MenuItem[];
			readonly cursor: number;
	  }
	| {readonly kind: 'undo'; readonly stories: readonly JournalStory[]; readonly cursor: number}
	| {readonly kind: 'ask'; readonly ask: Ask}
	| {readonly kind: 'planning'; readonly title: string}
	| {
			readonly kind: 'plan';
			readonly plan: Plan;
			readonly offset: number;
			readonly focus: 'cancel' | 'run';
			readonly typed: string;
			/** When it opened: an Enter right after that was meant for the sheet before. */
			readonly openedAt: number;
	  }
	| {readonly kind: 'run'; readonly offset: number}
	| MeasureSheet;
