import {describe, expect, it} from 'vitest';
import {scenarios} from '../helpers/fixtures.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

describe('a pane that the database has nothing for', () => {
	it('is not shown by its key, which says why, but by its name', async () => {
		const journey = beginJourney({live: scenarios.notInstalled});
		await journey.sees('> overview');
		journey.press('2');
		await journey.sees(/Requests: no request log is configured.*:requests shows the pane/);
		expect(journey.ui.get().pane).toBe('overview');
		journey.press(':');
		journey.press('requests');
		await journey.sees('requests');
		journey.press(keys.enter);
		await journey.sees('> requests');
		await journey.sees(/n\/a: no request log is configured/);
		expect(journey.screen()).toContain('"requests": {"relation"');
	});

	it('is skipped by Tab', async () => {
		const journey = beginJourney({live: scenarios.notInstalled});
		journey.press('1');
		await journey.sees('> health');
		journey.press(keys.tab);
		await journey.sees('> indexes');
	});

	it('gets its key back with data', async () => {
		const journey = beginJourney({live: scenarios.notInstalled});
		journey.press('3');
		await journey.sees(':tenants shows the pane');
		journey.live.set(scenarios.healthy);
		journey.press('3');
		await journey.sees('> tenants');
	});
});
