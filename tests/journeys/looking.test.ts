import {describe, expect, it} from 'vitest';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

describe('looking around', () => {
	it('goes from pane to pane by number, letter, Tab and back', async () => {
		const journey = beginJourney();
		await journey.sees('> overview');
		for (const [key, pane] of [
			['1', 'health'],
			['2', 'requests'],
			['3', 'tenants'],
			['4', 'indexes'],
			['5', 'tables'],
			['m', 'migrations'],
			['l', 'journal'],
			['0', 'overview'],
		] as const) {
			journey.press(key);
			await journey.sees(`> ${pane}`);
		}
		journey.press('`');
		await journey.sees('> journal');
		journey.press('0');
		journey.press(keys.tab);
		await journey.sees('> health');
		journey.press('\u001b[Z');
		await journey.sees('> overview');
	});

	it('filters while typing; Enter keeps the filter, Esc restores the previous one', async () => {
		const journey = beginJourney();
		journey.press('4');
		await journey.sees('drop?');
		const all = journey.ui.get();
		expect(all.lists.indexes.filter).toBe('');
		journey.press('/');
		journey.press('unused');
		await journey.sees(/\d+ of \d+ match "unused"/);
		journey.press(keys.enter);
		await journey.seesNot(/^ \/ /m);
		journey.press('/');
		journey.press('zzz');
		await journey.sees('matches "unusedzzz"');
		journey.press(keys.escape);
		await journey.sees(/match "unused"/);
		journey.press(keys.escape);
		await journey.seesNot(/match "/);
	});

	it('goes back one step per Esc, and never quits', async () => {
		const journey = beginJourney();
		journey.press('4');
		await journey.sees('drop?');
		journey.press('/');
		journey.press('idx');
		journey.press(keys.enter);
		journey.press(' ');
		await journey.sees('1 marked');
		journey.press(keys.enter);
		await expect.poll(() => journey.ui.get().detail).toBeDefined();
		journey.press(keys.escape);
		await expect.poll(() => journey.ui.get().detail).toBeUndefined();
		await journey.sees('1 marked');
		journey.press(keys.escape);
		await journey.seesNot('1 marked');
		await journey.sees('match "idx"');
		journey.press(keys.escape);
		await journey.seesNot('match "idx"');
		await journey.sees('> indexes');
		journey.press(keys.escape);
		await journey.sees('> overview');
		journey.press(keys.escape);
		await expect.poll(() => journey.ui.get().pane).toBe('overview');
		expect(journey.asked).not.toContain('quit');
	});

	it('sorts by the next column, in reverse, and by name', async () => {
		const journey = beginJourney();
		journey.press('5');
		await journey.sees('size▼');
		journey.press('>');
		await journey.sees('dead▼');
		journey.press('i');
		await journey.sees('dead▲');
		journey.press('s');
		await journey.sees('Sort by');
		journey.press(keys.enter);
		await journey.sees('dead▼');
	});

	it('finds a command by name, and reports an unknown name', async () => {
		const journey = beginJourney();
		await journey.sees('> overview');
		journey.press(':');
		journey.press('tena');
		await journey.sees(/> tenants +3/);
		journey.press(keys.enter);
		await journey.sees('> tenants');
		journey.press(':');
		journey.press('xyzzy');
		journey.press(keys.enter);
		await journey.sees('No command is called "xyzzy"');
	});

	it('goes from finding to finding, and opens the row of each', async () => {
		const journey = beginJourney();
		journey.press('f');
		await journey.sees('slot forgotten retains 40.0 GB');
		expect(journey.ui.get()).toMatchObject({pane: 'replication', detail: {id: 'slot forgotten'}});
		journey.press('f');
		await journey.sees('WAL archiving fails');
		for (const [pane, row] of [
			['databases', '5'],
			['health', 'id-search'],
			['blocking', '4711 2026-11-21T08:00:00.004711Z'],
		]) {
			journey.press('f');
			await expect.poll(() => journey.ui.get()).toMatchObject({pane, detail: {id: row}});
		}
		// From the overview it begins again.
		journey.press('0');
		journey.press('f');
		await expect.poll(() => journey.ui.get().detail?.id).toBe('slot forgotten');
	});

	it('shows every key in the help', async () => {
		const journey = beginJourney({size: {columns: 120, rows: 240}});
		journey.press('?');
		for (const title of [
			'pause or resume',
			'filter: text',
			'switch between Cancel and Run',
			'cancel the running statement',
		]) {
			await journey.sees(title);
		}
		journey.press('q');
		await journey.seesNot('switch between Cancel and Run');
		expect(journey.asked).not.toContain('quit');
	});

	it('passes keys on to the sampler', async () => {
		const journey = beginJourney();
		journey.press('p');
		journey.press('+');
		journey.press('-');
		journey.press('t');
		journey.press('r');
		await expect
			.poll(() => journey.asked)
			.toEqual(['pause true', 'setIntervalMs 3000', 'setIntervalMs 1000', 'setWindowHours 6', 'refresh']);
	});

	it('queries the detail of an opened row until it is closed', async () => {
		const journey = beginJourney();
		journey.press('m');
		await journey.sees('> migrations');
		journey.press(keys.enter);
		await expect
			.poll(() => journey.asked)
			.toEqual([
				'show ["migrations","missing"]',
				expect.stringMatching(/^focus \{"kind":"migration","version":"\d+"\}$/),
			]);
		journey.press('q');
		await expect.poll(() => journey.asked.at(-1)).toMatch(/^focus/);
		await expect.poll(() => journey.ui.get().detail).toBeUndefined();
	});

	it('takes a paste as text in a text field, and ignores it elsewhere', async () => {
		const journey = beginJourney();
		journey.press('4');
		await journey.sees('drop?');
		journey.press('x\nq\ndrop everything\n');
		journey.press('\u001b[200~q\u001b[201~');
		await journey.sees('> indexes');
		expect(journey.ui.get().sheet).toBeUndefined();
		expect(journey.asked).toEqual(['show ["indexes"]']);
	});
});
