import type {Arranged} from '../components/table/arrange.ts';
import type {TableModel, TableState} from '../components/table/model.ts';
import type {TableWindow} from '../components/table/window.ts';
import type {Press} from '../keys/press.ts';
import type {ListId} from '../panes/pane.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {UiAction} from './reduce.ts';
import type {Services} from './services.ts';
import type {UiState} from './state.ts';

/** The list under the keys, as it stands on screen. */
export type ListView = {
	readonly id: ListId;
	readonly model: TableModel<unknown>;
	readonly state: TableState;
	readonly arranged: Arranged<unknown>;
	readonly window: TableWindow<unknown>;
	/** Rows that fit. */
	readonly height: number;
	readonly maxShift: number;
};

export type CommandContext = {
	readonly ui: UiState;
	readonly live: Live;
	readonly readOnly: boolean;
	/** The panes are not on screen: what can't be seen can't be acted on. */
	readonly tooSmall: boolean;
	/** Milliseconds of the clock. */
	readonly now: number;
	readonly list: ListView | undefined;
	/** What the palette offers: the commands of the pane below it. */
	readonly offered: readonly Command[];
	/** Lines of the opened row that do not fit, and how many do. */
	readonly detail: {readonly lines: number; readonly height: number} | undefined;
	/** How far the text that lies over the pane can be scrolled. */
	readonly sheetEnd: number;
	dispatch(action: UiAction): void;
	readonly services: Services;
};

/** Where a command's keys are heard: on every pane, on some, or in what lies over them. */
export type Scope =
	| 'always'
	| 'small'
	| 'global'
	| 'list'
	| 'columns'
	| 'views'
	| 'waits'
	| 'detail'
	| 'help'
	| 'choice'
	| 'text'
	| 'planning'
	| 'measure'
	| 'plan'
	| 'run';

export type Command = {
	/** Stable, for the documentation. */
	readonly id: string;
	readonly keys: readonly Press[];
	readonly title: string;
	readonly scope: Scope;
	/** In the palette, by this name. */
	readonly palette?: string;
	/** Shown at the foot of the screen, the smallest first, in this short form; '' where the key means nothing now. */
	readonly hint?: readonly [place: number, text: string | ((context: CommandContext) => string)];
	/** Leads to a change of the server: absent in read-only mode. */
	readonly dangerous?: boolean;
	/** Obeyed only when its key did not arrive in one piece with others: pasted text must not confirm anything. */
	readonly alone?: boolean;
	/** Why it can't be used now, in a sentence. */
	disabled?(context: CommandContext): string | undefined;
	run(context: CommandContext, press: Press): void;
};
