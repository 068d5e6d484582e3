import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useMemo, useRef, useSyncExternalStore} from 'react';
import {isAlive, stories} from '../actions/engine/journal-story.ts';
import {Lines} from '../components/lines.tsx';
import {useSkin} from '../components/skin.ts';
import {paneTable} from '../domain/snapshot/panes.ts';
import type {Store} from '../domain/snapshot/store.ts';
import {createArrivals, createAssembler, type Press, presses} from '../keys/press.ts';
import type {Live} from '../sampler/engine/live.ts';
import {sanitize} from '../terminal/sanitize.ts';
import {suspendProcess} from '../terminal/suspend.ts';
import {setTypedText, typedText} from './commands/text.ts';
import {dispatchPress} from './dispatch.ts';
import {reduce, type UiAction} from './reduce.ts';
import {type Size, screen} from './screen.ts';
import type {Services} from './services.ts';
import type {UiState} from './state.ts';

export type AppProps = {
	live: Store<Live>;
	ui: Store<UiState>;
	services: Omit<Services, 'quit' | 'repaint' | 'suspend'>;
	readOnly: boolean;
	journalFile: string;
	/** Set by the tests; without it, the size of the terminal. */
	size?: Size;
};

/**
The console: draws one screen from what the server has said and what the user has done, and gives keys to commands. Both
are kept outside React, so that keys that arrive together each see what the one before has done.
*/
export function App({live, ui, services, readOnly, journalFile, size}: AppProps) {
	const {exit, suspendTerminal} = useApp();
	const skin = useSkin();
	const terminal = useWindowSize();
	const columns = size?.columns ?? terminal.columns;
	const rows = size?.rows ?? terminal.rows;
	const data = useSyncExternalStore(live.subscribe, live.get);
	const state = useSyncExternalStore(ui.subscribe, ui.get);

	const all = useMemo(
		(): Services => ({
			...services,
			quit: () => exit(),
			repaint: () => void suspendTerminal(() => undefined),
			suspend: () => void suspendTerminal(suspendProcess),
		}),
		[services, exit, suspendTerminal],
	);
	const dispatch = (action: UiAction) => {
		const before = ui.get();
		ui.set(reduce(before, action));
		if (before.pane !== ui.get().pane) services.show(paneTable[ui.get().pane].sections);
		// The row is closed: the server need not be queried for it.
		if (before.detail && !ui.get().detail) services.focus(undefined);
	};
	const draw = () => {
		const current = ui.get();
		// The journal is a file: read it only while its pane is on screen.
		const told = current.pane === 'journal' ? services.journal() : undefined;
		return screen({
			live: live.get(),
			ui: current,
			beside: {
				stories: told ? stories(told.entries, isAlive) : [],
				journalFile,
				journalProblem: told?.problem,
			},
			size: {columns, rows},
			skin,
			readOnly,
			now: Date.now(),
			services: all,
			dispatch,
		});
	};
	const latest = useRef(draw);
	latest.current = draw;

	const assemble = useRef<((list: readonly Press[]) => void) | undefined>(undefined);
	const arrivals = useRef(createArrivals()).current;
	assemble.current ??= createAssembler(
		list => {
			const together = arrivals.together(list.length);
			for (const press of list) dispatchPress(press, latest.current().context, together);
		},
		{
			set: (work, delayMs) => setTimeout(work, delayMs),
			clear: timer => clearTimeout(timer as NodeJS.Timeout | undefined),
		},
	);
	useInput((input, key) => assemble.current?.(presses(input, key)));
	// A paste is text in a text field and ignored elsewhere: it never runs commands.
	usePaste(text => {
		const {context} = latest.current();
		const kind = context.ui.sheet?.kind;
		if (kind === 'filter' || kind === 'palette' || kind === 'acknowledge')
			setTypedText(context, typedText(context) + sanitize(text.split(/[\r\n]/)[0] ?? ''));
		// A statement may have several lines.
		else if (kind === 'ask')
			setTypedText(context, typedText(context) + sanitize(text.replaceAll(/\s*[\r\n]+\s*/g, ' ')));
	});

	useExpiry(state.toast?.until, () => {
		const {toast} = ui.get();
		if (toast?.until !== undefined && toast.until <= Date.now()) dispatch({type: 'toast', toast: undefined});
	});
	// The clock of a run needs a frame a second, also while nothing is sampled.
	void data;
	return <Lines lines={draw().lines} height={rows} width={columns} />;
}

/** Calls back at a time, in milliseconds since the epoch. */
function useExpiry(at: number | undefined, expire: () => void): void {
	const latest = useRef(expire);
	latest.current = expire;
	useEffect(() => {
		if (at === undefined) return undefined;
		const timer = setTimeout(() => latest.current(), Math.max(0, at - Date.now()) + 1);
		return () => clearTimeout(timer);
	}, [at]);
}
