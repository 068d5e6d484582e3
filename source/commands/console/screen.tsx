import {render} from 'ink';
import {App, type AppProps} from '../../app/app.tsx';
import {initialState} from '../../app/state.ts';
import {SkinContext} from '../../components/skin.ts';
import {createStore} from '../../domain/snapshot/store.ts';
import type {Settings} from '../../settings/settings.ts';
import {chooseGlyphs} from '../../theme/glyphs.ts';
import {chooseTheme} from '../../theme/tokens.ts';

type Shown = {
	/** When the user has quit; rejects with a fault of this program, the terminal given back. */
	readonly ended: Promise<void>;
	fail(error: unknown): void;
};

/** Takes the terminal and shows the console in it. */
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
	// Keys that are pressed while the program starts are echoed: from the column behind them on, every line of the screen
	// would stand too far right, and the first one wrap.
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
	// Node's warnings would be written over the screen.
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
