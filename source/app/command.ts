import type {Arranged} from '../components/table/arrange.ts';
import type {TableModel, TableState} from '../components/table/model.ts';
import type {TableWindow} from '../components/table/window.ts';
import type {Press} from '../keys/press.ts';
import type {ListId} from '../panes/pane.ts';
import type {Live} from '../sampler/engine/live.ts';
import type {UiAction} from './reduce.ts';
import type {Services} from './services.ts';
import type {UiState} from './state.ts';

/** The list that the keys act on, as it is on screen. */
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
	/** The window is too small to show panes, so no action is possible. */
	readonly tooSmall: boolean;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly list: ListView | undefined;
	/** The commands of the palette: those of the pane below it. */
	readonly offered: readonly Command[];
	/** Lines of the opened row, and the height that shows them. */
	readonly detail: {readonly lines: number; readonly height: number} | undefined;
	/** The last scroll offset of the sheet. */
	readonly sheetEnd: number;
	dispatch(action: UiAction): void;
	readonly services: Services;
};

/** Where the keys of a command work: on every pane, on some, or in a sheet. */
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
	/** Stable: the documentation refers to it. */
	readonly id: string;
	readonly keys: readonly Press[];
	readonly title: string;
	readonly scope: Scope;
	/** Its name in the palette. */
	readonly palette?: string;
	/** Its short form in the footer, ordered by place; '' hides it. */
	readonly hint?: readonly [place: number, text: string | ((context: CommandContext) => string)];
	/** Leads to a change on the server: unavailable in read-only mode. */
	readonly dangerous?: boolean;
	/** Ignored when its key arrives together with others: pasted text must not confirm anything. */
	readonly alone?: boolean;
	/** The reason why it is unavailable now, as a sentence. */
	disabled?(context: CommandContext): string | undefined;
	run(context: CommandContext, press: Press): void;
};
