import {describe, expect, it} from 'vitest';
import type {Measurement} from '../../source/domain/tables/measurement.ts';
import {obstacle} from '../../source/domain/tables/words.ts';
import {measuredIndex, measuredTable, measurePlan} from '../helpers/fixtures-measure.ts';
import {beginJourney, type Journey} from '../helpers/journey.tsx';
import {keys} from '../helpers/terminal.ts';

/** An Enter just after the question has opened does not count: pressed until it does. */
async function agree(journey: Journey): Promise<void> {
	const asks = () => {
		const {sheet} = journey.ui.get();
		return sheet?.kind === 'measure' && sheet.stage === 'ready';
	};
	await expect
		.poll(
			() => {
				if (asks()) journey.press(keys.enter);
				return asks();
			},
			{timeout: 10_000, interval: 100},
		)
		.toBe(false);
}

describe('K', () => {
	it('says how much it reads, asks, measures, and shows the result in the row', async () => {
		const asked: number[] = [];
		const journey = beginJourney({
			services: {
				planMeasure: async oid => {
					asked.push(oid);
					return measurePlan;
				},
				measure: async () => measuredTable,
			},
		});
		journey.press('5');
		await journey.sees('request_logs');
		journey.press('K');
		await journey.sees('Reads about 477 MB of 1.9 GB, including TOAST');
		expect(asked).toEqual([201]);
		await agree(journey);
		await journey.sees('public.request_logs measured');
		journey.press(keys.enter);
		await journey.sees('with pgstattuple_approx in 5.4 s');
		await journey.sees(
			/dead 381 MB \(4,500,000 rows\); reusable 286\s+MB;\s+a rewrite would free 668–763 MB/,
		);
	});

	it('is canceled with Esc while it runs, without a result', async () => {
		let fail: (error: Error) => void = () => undefined;
		const journey = beginJourney({
			services: {
				planMeasure: async () => measurePlan,
				measure: () => new Promise<Measurement>((_resolve, reject) => (fail = reject)),
				cancelMeasure: () => fail(Object.assign(new Error('canceling statement'), {code: '57014'})),
			},
		});
		journey.press('4');
		await journey.sees('idx_never_used');
		journey.press('K');
		await journey.sees('Enter measure');
		await agree(journey);
		await journey.sees('Esc or c cancels it');
		journey.press(keys.escape);
		await journey.sees('measuring was canceled');
		expect(journey.ui.get().measured).toEqual({});
		expect(journey.ui.get().sheet).toBeUndefined();
	});

	it('says why it is impossible, and what allows it', async () => {
		const journey = beginJourney({
			services: {
				planMeasure: async () => ({
					obstacle: obstacle('extension-missing'),
					help: 'CREATE EXTENSION pgstattuple',
				}),
			},
		});
		journey.press('5');
		await journey.sees('request_logs');
		journey.press('K');
		await journey.sees('n/a: The extension pgstattuple is not installed');
		await journey.sees('To allow it: CREATE EXTENSION pgstattuple;');
		journey.press(keys.escape);
		await journey.seesNot('To allow it');
	});

	it('of an index shows what REINDEX would free, also in read-only mode', async () => {
		const journey = beginJourney({
			readOnly: true,
			services: {
				planMeasure: async () => ({...measurePlan, kind: 'index', method: 'pgstatindex'}),
				measure: async () => measuredIndex,
			},
		});
		journey.press('4');
		await journey.sees('idx_never_used');
		journey.press(keys.enter);
		await journey.sees('not measured. K shows');
		journey.press('K');
		await journey.sees('Enter measure');
		await agree(journey);
		await journey.sees('REINDEX would free ~26.7 MB');
	});

	it('names the panes with tables or indexes on other panes', async () => {
		const journey = beginJourney();
		journey.press('1');
		journey.press('K');
		await journey.sees('Choose a table (5 or V) or an index (4) to measure.');
	});
});
