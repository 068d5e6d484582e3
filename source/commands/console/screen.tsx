import {render} from 'ink';
import {App, type AppProps} from '../../app/app.tsx';
import {initialState} from '../../app/state.ts';
import {SkinContext} from '../../components/skin.ts';
import {createStore} from '../../domain/snapshot/store.ts';
import type {Settings} from '../../settings/settings.ts';
import {chooseGlyphs} from '../../theme/glyphs.ts';
import {chooseTheme} from '../../theme/tokens.ts';

type Shown = {
	/** Resolves when the user quits; rejects with an internal error, after restoring the terminal. */
	readonly ended: Promise<void>;
	fail(error: unknown): void;
};

/** Takes over the terminal and shows the console. */
export function showConsole({
	live,
	services,
	settings,
}: Pick<AppProps, 'live' | 'services'> & {
	settings: Pick<Settings, 'color' | 'ascii' | 'readOnly' | 'journalFile'>;
}): Shown {
	const skin = {
		theme: chooseTheme(process.env, settings.color),
		glyphs: chooseGlyphs(process.env, settings.ascii),
	};
	// Keys pressed during the start are echoed and move the cursor. Without this the whole screen would be shifted right.
	process.stdin.setRawMode(true);
	process.stdout.write('\r');
	const app = render(
		<SkinContext value={skin}>
			<App
				live={live}
				ui={createStore(initialState())}
				services={services}
				readOnly={settings.readOnly}
				journalFile={settings.journalFile}
			/>
		</SkinContext>,
		{alternateScreen: true, incrementalRendering: true, maxFps: 20, exitOnCtrlC: false},
	);
	// Node would write its warnings over the screen.
	process.on('warning', () => undefined);
	let failure: {error: unknown} | undefined;
	return {
		ended: app.waitUntilExit().then(() => {
			if (failure) throw failure.error;
		}),
		fail(error) {
			failure = {error};
			app.unmount();
		},
	};
}
