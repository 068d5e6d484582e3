import stringWidth from 'string-width';
import {expect} from 'vitest';
import type {CommandContext} from '../../source/app/command.ts';
import type {UiAction} from '../../source/app/reduce.ts';
import {type Size, screen} from '../../source/app/screen.ts';
import type {Services} from '../../source/app/services.ts';
import {initialState, type UiState} from '../../source/app/state.ts';
import type {Skin} from '../../source/components/skin.ts';
import type {PaneId} from '../../source/domain/snapshot/panes.ts';
import type {Beside} from '../../source/panes/pane.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {plainTheme} from '../../source/theme/tokens.ts';
import {scenarios} from './fixtures.ts';

export const sizes: readonly Size[] = [
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
];

export const plainSkin: Skin = {theme: plainTheme, glyphs: unicodeGlyphs};

/** Services that do nothing: `asked` tells what was asked of them. */
export function quietServices(change: Partial<Services> = {}): Services & {asked: string[]} {
	const asked: string[] = [];
	const note =
		(name: string) =>
		(...values: unknown[]) => {
			asked.push([name, ...values.map(value => JSON.stringify(value))].join(' '));
		};
	const never = new Promise<never>(() => undefined);
	return {
		asked,
		pause: note('pause'),
		refresh: note('refresh'),
		setIntervalMs: note('setIntervalMs'),
		setWindowHours: note('setWindowHours'),
		focus: note('focus'),
		show: note('show'),
		travel: to => {
			note('travel')(to);
			return undefined;
		},
		play: note('play'),
		changeSpeed: () => '',
		record: () => never,
		plan: () => never,
		run: () => never,
		planMeasure: () => never,
		measure: () => never,
		cancelMeasure: note('cancelMeasure'),
		cancelRun: note('cancelRun'),
		acknowledge: note('acknowledge'),
		unacknowledge: note('unacknowledge'),
		decline: note('decline'),
		undoable: () => [],
		watched: () => undefined,
		journal: () => ({entries: []}),
		copy(text) {
			note('copy')(text);
			return {sent: text.length, all: text.length, tmux: false};
		},
		repaint: note('repaint'),
		suspend: note('suspend'),
		quit: note('quit'),
		...change,
	};
}

export function uiOn(pane: PaneId, change: Partial<UiState> = {}): UiState {
	return {...initialState(pane), ...change};
}

export type ScreenOptions = {
	live?: Live;
	ui?: UiState;
	beside?: Beside;
	size?: Size;
	skin?: Skin;
	readOnly?: boolean;
	services?: Services;
	now?: number;
	dispatch?: (action: UiAction) => void;
};

export type Frame = {lines: string[]; plain: string[]; text: string; context: CommandContext};

const ownSequence = new RegExp(`${'\u001b'}\\[[\\d;]*m`, 'g');

export function withoutColors(text: string): string {
	return text.replaceAll(ownSequence, '');
}

/** The frame of the console, and the same without pgdeck's colors. */
export function frameOf(options: ScreenOptions = {}): Frame {
	const live = options.live ?? scenarios.healthy;
	const {lines, context} = screen({
		live,
		ui: options.ui ?? initialState(),
		beside: options.beside ?? {stories: [], journalFile: '/home/anna/journal.jsonl'},
		size: options.size ?? {columns: 120, rows: 40},
		skin: options.skin ?? plainSkin,
		readOnly: options.readOnly ?? false,
		now: options.now ?? live.now.getTime(),
		services: options.services ?? quietServices(),
		dispatch: options.dispatch ?? (() => undefined),
	});
	const plain = lines.map(withoutColors);
	return {lines, plain, text: plain.join('\n'), context};
}

/** Matches the text of a forgotten value. */
const nonsense = /undefined|NaN|\[object|Infinity|Invalid Date|\bnull\b/;

/**
Every frame has as many lines as the screen, none too wide, only text and colors in them, and no missing value printed
as one.
*/
export function expectFits({lines, plain}: Frame, {columns, rows}: Size, what: string): void {
	expect([what, lines.length]).toEqual([what, rows]);
	for (const [index, line] of plain.entries()) {
		const place = `${what}, line ${index + 1}`;
		expect([place, /\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u.test(line)]).toEqual([place, false]);
		expect([place, line, stringWidth(line) <= columns]).toEqual([place, line, true]);
		expect([place, line, nonsense.test(line)]).toEqual([place, line, false]);
	}
}
