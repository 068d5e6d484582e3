import {describe, expect, it} from 'vitest';
import type {Plan} from '../../source/actions/engine/plan.ts';
import {doneRun, planOf, planSheet} from '../helpers/fixtures-plans.ts';
import {beginJourney} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

/** A plan that has been on screen for a while, with the focus on Cancel or on Run. */
function beginAtPlan(focus: 'cancel' | 'run') {
	const runs: Plan[] = [];
	const journey = beginJourney({
		services: {
			run: async plan => {
				runs.push(plan);
				return doneRun;
			},
		},
	});
	journey.ui.set({...journey.ui.get(), sheet: planSheet(planOf(), {focus, openedAt: 0})});
	return {journey, runs};
}

const ignored = 'several keys arrived at once';

describe('pasted text over an action plan', () => {
	it.each([
		['a tab, words and a line end', '\tdrop index foo;\r'],
		['an arrow key, words and a line end', '\u001b[Csee below\r'],
		['the end of an arrow key in a sentence', 'see [Changes] below\r'],
		['tab and Enter alone', '\t\r'],
		['several lines', '\tdrop\r\nindex\r\n'],
		['a tab in brackets of a paste', '\u001b[200~\tdrop index foo;\r\u001b[201~'],
	])('runs nothing: %s', async (_what, text) => {
		const {journey, runs} = beginAtPlan('cancel');
		await journey.sees('> Cancel <');
		journey.press(text);
		// A key by itself is heard afterwards: all of the text has been read by then.
		journey.press(keys.escape);
		await journey.seesNot('> Cancel <');
		expect(runs).toEqual([]);
	});

	it.each([
		['a line', 'drop index foo;\r'],
		['Enter twice', '\r\r'],
	])('does not confirm with the focus on Run, and says why: %s', async (_what, text) => {
		const {journey, runs} = beginAtPlan('run');
		await journey.sees('> Run <');
		journey.press(text);
		await journey.sees(ignored);
		expect(runs).toEqual([]);
	});

	it('runs with Tab and Enter alone', async () => {
		const {journey, runs} = beginAtPlan('cancel');
		await journey.sees('> Cancel <');
		journey.press(keys.tab);
		await journey.sees('> Run <');
		journey.press(keys.enter);
		await expect.poll(() => runs.length).toBe(1);
	});
});
