import {renderToString} from 'ink';
import {render} from 'ink-testing-library';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {App} from '../../source/app/app.tsx';
import type {Size} from '../../source/app/screen.ts';
import type {Services} from '../../source/app/services.ts';
import {initialState, type UiState} from '../../source/app/state.ts';
import {SkinContext} from '../../source/components/skin.ts';
import {createStore} from '../../source/domain/snapshot/store.ts';
import {unicodeGlyphs} from '../../source/theme/glyphs.ts';
import {systemTheme} from '../../source/theme/tokens.ts';
import {hostileName, scenarios} from '../helpers/fixtures.ts';
import {entryOf} from '../helpers/fixtures-plans.ts';
import {frameOf, plainSkin, quietServices, sizes, uiOn} from '../helpers/render.ts';

const small = {columns: 80, rows: 24};
const settle = {interval: 5, timeout: 5000};

function consoleOf(ui: UiState, {size = small, skin = plainSkin, services = quietServices()} = {}) {
	const store = createStore(ui);
	const live = createStore(scenarios.healthy);
	const tree = (
		<SkinContext value={skin}>
			<App live={live} ui={store} services={services} readOnly={false} journalFile="/j.jsonl" size={size} />
		</SkinContext>
	);
	return {tree, store, live, services};
}

const trimmed = (lines: readonly string[]) =>
	lines
		.map(line => line.trimEnd())
		.join('\n')
		.trimEnd();

describe('the console component', () => {
	it.each(sizes)('draws the lines of screen() at $columns x $rows', (size: Size) => {
		for (const skin of [plainSkin, {theme: systemTheme, glyphs: unicodeGlyphs}]) {
			const ui = uiOn('indexes');
			const drawn = renderToString(consoleOf(ui, {size, skin}).tree, {columns: size.columns});
			const said = frameOf({ui, size, skin});
			expect(trimmed(drawn.split('\n').map(stripped))).toBe(trimmed(said.plain));
			expect(drawn.split('\n')).toHaveLength(size.rows);
		}
	});

	it('reads the journal only on its pane', () => {
		let read = 0;
		const journal = () => {
			read++;
			return {entries: [entryOf({title: 'Drop index public.idx_never_used'})]};
		};
		const services: Services & {asked: string[]} = quietServices({journal});
		renderToString(consoleOf(uiOn('tables'), {services}).tree, {columns: 80});
		expect(read).toBe(0);
		expect(renderToString(consoleOf(uiOn('journal'), {services}).tree, {columns: 80})).toContain(
			'idx_never_used',
		);
		expect(read).toBeGreaterThan(0);
	});
});

const escapes = new RegExp(`${'\u001b'}\\[[\\d;]*m`, 'g');
const stripped = (line: string) => line.replaceAll(escapes, '');

describe('the console under keys', () => {
	const open: Array<ReturnType<typeof render>> = [];
	afterEach(() => {
		for (const app of open.splice(0)) {
			app.unmount();
			app.cleanup();
		}
	});

	/** The running component; keys are heard once it has put itself before the terminal. */
	async function run(ui = initialState(), services = quietServices()) {
		const {tree, store, live} = consoleOf(ui, {services});
		const app = render(tree);
		open.push(app);
		await vi.waitFor(() => expect(app.stdin.listenerCount('readable')).toBeGreaterThan(0), settle);
		const shows = (text: string | RegExp) => vi.waitFor(() => expect(app.lastFrame()).toMatch(text), settle);
		return {app, store, live, services, shows};
	}

	it('goes to the pane of a key', async () => {
		const {app, shows} = await run();
		app.stdin.write('5');
		await shows('registry > tables');
	});

	it('draws a new sample', async () => {
		const {live, shows} = await run();
		live.set(scenarios.lost);
		await shows('LOST');
	});

	it('stops querying a row when another pane opens', async () => {
		const {app, services, shows} = await run(uiOn('tenants'));
		app.stdin.write('\r');
		await shows('120 users');
		app.stdin.write('5');
		await shows('registry > tables');
		expect(services.asked.at(-1)).toBe('focus ');
	});

	it('takes one line of a paste in a text field, without control characters', async () => {
		const {app, store, shows} = await run(uiOn('tables'));
		app.stdin.write('/');
		await shows(' / _');
		app.stdin.write(`\u001b[200~log${hostileName}\u001b[201~`);
		await vi.waitFor(() => expect(store.get().lists.tables.filter).not.toBe(''), settle);
		expect(store.get().lists.tables.filter).toMatch(/^log[^\p{Cc}]*$/u);
	});

	it('ignores a paste where keys are commands', async () => {
		const {app, store, services, shows} = await run(uiOn('tables'));
		app.stdin.write('\u001b[200~qqq4\u001b[201~');
		app.stdin.write('?');
		await shows('Keys');
		expect(services.asked).toEqual([]);
		expect(store.get().pane).toBe('tables');
	});
});
