import path from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {type PaneId, paneIds} from '../../source/domain/snapshot/panes.ts';
import {encodeSnapshot} from '../../source/domain/snapshot/schema.ts';
import {sectionIds} from '../../source/domain/snapshot/sections.ts';
import {createPast} from '../../source/recording/past.ts';
import {createTimeMachine} from '../../source/recording/time-machine.ts';
import {settled} from '../../source/recording/travel.ts';
import type {Live} from '../../source/sampler/engine/live.ts';
import {createDatabase, versions} from '../helpers/database.ts';
import {opened, ownFolder, recorderTo} from '../helpers/recordings.ts';
import {fillRegistry} from '../helpers/registry.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';
import {hold, until} from '../helpers/scenario.ts';
import {type Sampled, sample} from '../helpers/scenario-sampler.ts';

describe.each(versions)('replay on PostgreSQL %i', async version => {
	const database = await createDatabase(version);
	let sampled: Sampled;
	/** Every sample as it was first on screen. */
	let lives: Live[];

	beforeAll(async () => {
		await fillRegistry(database);
		sampled = await sample(database.connection());
		sampled.sampler.show(sectionIds);
		const moved = async (what: () => Promise<unknown>) => {
			const {takenAt} = sampled.sampler.live.snapshot;
			await what();
			await sampled.live(({snapshot}) => snapshot.takenAt.getTime() > takenAt.getTime() + 500);
		};
		await sampled.live(({snapshot: {sections}}) => sectionIds.every(id => sections[id].status !== 'pending'));
		await moved(() => database.sql`create index of_the_scenario on request_logs (status_code)`);
		const holder = await hold(database, 'update tenants set name = name');
		await moved(() => database.sql`insert into tenants (name) values ('later one')`);
		await holder.release();
		await moved(() => database.sql`drop index of_the_scenario`);
		sampled.sampler.refresh();
		await until(
			() => sampled.sampler.live.snapshot.sections.indexes,
			section => section.status === 'ok' && !section.value.rows.some(({name}) => name === 'of_the_scenario'),
		);
		sampled.sampler.stop();
		const bySample = new Map<number, Live>();
		for (const live of sampled.published) {
			const time = live.snapshot.takenAt.getTime();
			if (bySample.get(time)?.snapshot !== live.snapshot) bySample.set(time, live);
		}
		lives = [...bySample.values()];
		expect(lives.length).toBeGreaterThan(8);
	});

	/** Everything but the header, which says that it is of the past, and the keys, which are others there. */
	const drawn = (live: Live, pane: PaneId, size: (typeof sizes)[number]) =>
		frameOf({live, ui: uiOn(pane), size, now: 0}).plain.slice(1, -1);

	function expectSameFrames(shown: () => Live, travel: (live: Live) => void): void {
		// From the end to the beginning, as one looks back, and forward again.
		for (const published of [...lives.toReversed(), ...lives.slice(0, 4)]) {
			travel(published);
			const again = shown();
			// A pending value has other words in the past than in the present.
			const live = (again.past && settled(published)) ?? published;
			expect(encodeSnapshot(again.snapshot)).toEqual(encodeSnapshot(live.snapshot));
			for (const pane of paneIds) {
				for (const size of sizes)
					expect([pane, size.columns, drawn(again, pane, size)]).toEqual([
						pane,
						size.columns,
						drawn(live, pane, size),
					]);
			}
		}
	}

	it('draws every frame of a recording as it was', () => {
		const file = path.join(ownFolder(), 'a.pgdeck');
		const recorder = recorderTo(file, {}, lives[0]?.snapshot.server);
		for (const live of sampled.published) recorder.add(live);
		recorder.close();
		const recording = opened(file);
		expect(recording.times()).toEqual(lives.map(({snapshot}) => snapshot.takenAt.getTime()));
		const machine = createTimeMachine({moments: recording});
		let at = 0;
		expectSameFrames(
			() => machine.shown.get(),
			live => {
				const place = lives.indexOf(live);
				machine.travel({samples: place - at});
				at = place;
			},
		);
	});

	it('draws every frame of the last minutes as it was', () => {
		const past = createPast();
		for (const live of sampled.published) past.add(live);
		let shown: Live | undefined;
		expectSameFrames(
			() => shown as Live,
			live => {
				shown = past.at(live.snapshot.takenAt.getTime());
			},
		);
	});
});
