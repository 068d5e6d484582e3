import type {UiAction} from './reduce.ts';

/** A line at the foot of the screen that goes by itself. */
export function info(text: string): Extract<UiAction, {type: 'toast'}> {
	return {type: 'toast', toast: {text, tone: 'info', until: Date.now() + 4000}};
}

/** One that stays until it is read: until Esc, another pane or the next, and half a minute at most. */
export function problem(text: string): Extract<UiAction, {type: 'toast'}> {
	return {type: 'toast', toast: {text, tone: 'error', until: Date.now() + 30_000}};
}
