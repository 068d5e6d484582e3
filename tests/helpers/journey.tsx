import {render} from 'ink-testing-library';
import {afterEach, expect} from 'vitest';
import {App} from '../../source/app/app.tsx';
import type {Services} from '../../source/app/services.ts';
import {initialState, type UiState} from '../../source/app/state.ts';
import {SkinContext} from '../../source/components/skin.ts';
import {createStore, type Store} from '../../source/domain/snapshot/store.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {liveOf} from './fixtures.ts';
import {plainSkin, quietServices} from './render.ts';

export type Journey = {
	readonly live: Store<Live>;
	readonly ui: Store<UiState>;
	readonly asked: readonly string[];
	press(keys: string): void;
	screen(): string;
	/** Waits until the screen shows it. */
	sees(what: string | RegExp): Promise<void>;
	seesNot(what: string | RegExp): Promise<void>;
};

const open: Array<() => void> = [];
afterEach(() => {
	for (const close of open.splice(0)) close();
});

/** A person's next key never comes in the turn of the event loop that read the one before. */
const nextTurn = () => new Promise<void>(resolve => void setImmediate(resolve));

/** The console on data that does not change by itself, driven by keys. */
export function beginJourney(
	options: {
		live?: Live;
		/** In place of `live`, where something else changes it. */
		shown?: Store<Live>;
		services?: Partial<Services>;
		readOnly?: boolean;
		size?: {columns: number; rows: number};
	} = {},
): Journey {
	const live = options.shown ?? createStore(options.live ?? liveOf());
	const ui = createStore(initialState());
	const services = quietServices(options.services);
	const {lastFrame, stdin, unmount} = render(
		<SkinContext value={plainSkin}>
			<App
				live={live}
				ui={ui}
				services={services}
				readOnly={options.readOnly ?? false}
				journalFile="/state/journal.jsonl"
				size={options.size ?? {columns: 120, rows: 40}}
			/>
		</SkinContext>,
	);
	open.push(unmount);
	const screen = () => lastFrame() ?? '';
	return {
		live,
		ui,
		asked: services.asked,
		press: keys => stdin.write(keys),
		screen,
		async sees(what) {
			await nextTurn();
			await expect.poll(screen, {timeout: 10_000, interval: 10}).toMatch(what);
		},
		async seesNot(what) {
			await nextTurn();
			await expect.poll(screen, {timeout: 10_000, interval: 10}).not.toMatch(what);
		},
	};
}
