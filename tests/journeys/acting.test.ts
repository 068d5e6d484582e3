import {describe, expect, it} from 'vitest';
import type {Plan} from '../../source/actions/engine/plan.ts';
import type {RunProgress} from '../../source/actions/engine/progress.ts';
import {RefusedError} from '../../source/postgres/errors.ts';
import {liveOf, scenarios} from '../helpers/fixtures.ts';
import {blockedPlan, doneRun, planOf, productionPlan, waitingRun} from '../helpers/fixtures-plans.ts';
import {beginJourney, type Journey} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

/** To the plan of the first entry of the migrations' menu. */
async function openPlan(journey: Journey): Promise<void> {
	journey.press('m');
	await journey.sees('> migrations');
	journey.press('x');
	await journey.sees('Apply all');
	journey.press(keys.enter);
	await journey.sees('> Cancel <');
}

/** An Enter just after a plan has opened does not count: pressed until it does. */
async function pressUntil(journey: Journey, key: string, done: () => boolean): Promise<void> {
	await expect
		.poll(
			() => {
				if (!done()) journey.press(key);
				return done();
			},
			{timeout: 10_000, interval: 100},
		)
		.toBe(true);
}

function services(plan: Plan, runs: Array<string | undefined>, progress: RunProgress = doneRun) {
	return {
		plan: async () => plan,
		run: async (_plan: Plan, typed: string | undefined, report: (run: RunProgress) => void) => {
			runs.push(typed);
			report(progress);
			return progress.status === 'running' ? new Promise<never>(() => undefined) : progress;
		},
	};
}

describe('acting', () => {
	it('runs nothing on Enter: the focus is on Cancel', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(planOf(), runs)});
		await openPlan(journey);
		await pressUntil(journey, keys.enter, () => journey.ui.get().sheet === undefined);
		await journey.sees('Not run. Nothing was changed.');
		expect(runs).toEqual([]);
		expect(journey.asked.some(text => text.startsWith('decline'))).toBe(true);
	});

	it('ignores an Enter right after the one that opened the plan', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(planOf(), runs)});
		await openPlan(journey);
		journey.press(`${keys.tab}`);
		journey.press(keys.enter);
		await journey.sees('> Run <');
		expect(runs).toEqual([]);
	});

	it('runs after Tab and Enter, and shows the result', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(planOf(), runs)});
		await openPlan(journey);
		journey.press(keys.tab);
		await journey.sees('> Run <');
		await pressUntil(journey, keys.enter, () => runs.length > 0);
		await journey.sees('─ done ─');
		expect(runs).toEqual([undefined]);
		expect(journey.asked).toContain('refresh');
	});

	it('asks for the typed word in production, letter by letter', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(productionPlan, runs)});
		await openPlan(journey);
		await journey.sees(' PROD ');
		journey.press(keys.tab);
		await journey.sees('> Run <');
		journey.press('registrx');
		journey.press('\u007f');
		await journey.sees('to confirm: registr_');
		await pressUntil(journey, keys.enter, () =>
			journey.screen().includes('Type the word registry to confirm'),
		);
		expect(runs).toEqual([]);
		journey.press('y');
		await journey.sees('to confirm: registry_');
		await pressUntil(journey, keys.enter, () => runs.length > 0);
		expect(runs).toEqual(['registry']);
	});

	it('does not run a plan that a check blocks', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(blockedPlan, runs)});
		await openPlan(journey);
		await journey.sees('Run (blocked)');
		journey.press(keys.tab);
		await pressUntil(journey, keys.enter, () => journey.screen().includes('Not run:'));
		expect(runs).toEqual([]);
	});

	it('closes with Esc while the plan is made, and does not open it later', async () => {
		let finish: (plan: Plan) => void = () => undefined;
		const plan = () => new Promise<Plan>(resolve => (finish = resolve));
		const journey = beginJourney({services: {plan}});
		journey.press('m');
		await journey.sees('> migrations');
		journey.press('x');
		await journey.sees('Apply all');
		journey.press(keys.enter);
		await journey.sees('making the plan');
		journey.press(keys.escape);
		await journey.seesNot('making the plan');
		finish(planOf());
		journey.press('4');
		await journey.sees('drop?');
		expect(journey.ui.get().sheet).toBeUndefined();
	});

	it('gives the reason if no plan is possible', async () => {
		const journey = beginJourney({
			services: {plan: () => Promise.reject(new RefusedError('Nothing is pending: all is applied.'))},
		});
		journey.press('m');
		await journey.sees('> migrations');
		journey.press('x');
		await journey.sees('Apply all');
		journey.press(keys.enter);
		await journey.sees('Nothing is pending: all is applied.');
		expect(journey.ui.get().sheet).toBeUndefined();
	});

	it.each([
		['read-only mode', {readOnly: true}, /is read-only/],
		['a standby', {live: scenarios.standby}, /is a standby/],
		['a lost server', {live: scenarios.lost}, /does not answer/],
	] as const)('offers nothing in %s, and says why', async (_where, options, reason) => {
		const journey = beginJourney(options);
		journey.press('m');
		await journey.sees('> migrations');
		journey.press('x');
		await journey.sees(reason);
		journey.press(keys.enter);
		await journey.sees(reason);
		expect(journey.ui.get().sheet?.kind).toBe('menu');
	});

	it('drops the marked rows by identity after their order changed', async () => {
		const asked: unknown[] = [];
		const journey = beginJourney({
			services: {
				plan: async request => {
					asked.push(request);
					return planOf();
				},
			},
		});
		journey.press('4');
		await journey.sees('drop?');
		journey.press('/');
		journey.press('unused');
		journey.press(keys.enter);
		const rows = journey.live.get().snapshot.sections.indexes;
		if (rows.status !== 'ok') throw new Error('no indexes');
		const free = rows.value.rows.find(
			row => row.category === 'Unused' && row.blockers.length === 0 && row.owned,
		);
		if (!free) throw new Error('no index to drop');
		// Down to it, wherever it stands.
		await pressUntil(journey, 'j', () =>
			new RegExp(`^> .*${free.name.slice(0, 20)}`, 'm').test(journey.screen()),
		);
		journey.press(' ');
		await journey.sees('1 marked');
		journey.live.set({
			...liveOf(),
			snapshot: {
				...liveOf().snapshot,
				sections: {
					...liveOf().snapshot.sections,
					indexes: {...rows, value: {...rows.value, rows: rows.value.rows.toReversed()}},
				},
			},
		});
		journey.press('x');
		await journey.sees('Drop ');
		journey.press(keys.enter);
		await expect
			.poll(() => asked)
			.toEqual([
				{
					...{action: 'drop-indexes', oids: [free.oid]},
					// With what the nodes say of it, as it was on screen.
					evidence: {
						nodes: rows.value.nodes,
						wantedDays: rows.value.evidence.wantedDays,
						rows: [expect.objectContaining({oid: free.oid, evidence: free.evidence})],
					},
				},
			]);
	});

	it('asks before leaving a run, and cancels it on c', async () => {
		const runs: Array<string | undefined> = [];
		const journey = beginJourney({services: services(planOf(), runs, waitingRun)});
		await openPlan(journey);
		journey.press(keys.tab);
		await journey.sees('> Run <');
		await pressUntil(journey, keys.enter, () => runs.length > 0);
		await journey.sees('waits for');
		journey.press('c');
		await expect.poll(() => journey.asked).toContain('cancelRun');
		journey.press(keys.escape);
		await journey.seesNot('waits for');
		await journey.sees('running: ');
		journey.press(keys.ctrlC);
		await journey.sees('An action is running');
		expect(journey.asked).not.toContain('quit');
	});
});
